import type { ReportData } from '../reportData.js';

const embedded = document.getElementById('report-data');
if (embedded) show(JSON.parse(embedded.textContent ?? '') as ReportData);
else void follow();

function show(data: ReportData): void {
  const main = document.querySelector('main')!;
  main.textContent = data.runs.map(run => run.name).join(', ');
}

async function refresh(): Promise<void> {
  const response = await fetch('data.json', { cache: 'no-cache' });
  if (response.ok) show((await response.json()) as ReportData);
}

async function follow(): Promise<void> {
  const events = new EventSource('events');
  events.addEventListener('changed', () => void refresh());
  events.addEventListener('open', () => void refresh());
}
