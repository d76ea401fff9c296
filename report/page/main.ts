import type { ReportData } from '../reportData.js';
import { follow } from './live.js';
import { page } from './page.js';

export { charts, showAll } from './charts.js';

const view = page();
document.getElementById('main')?.replaceWith(view.element);

const show = (data: ReportData) => {
  document.title = `${data.runs.map(({ name }) => name).join(', ')} - neural collapse`;
  view.update(data);
};

const embedded = document.getElementById('report-data');
if (embedded) show(JSON.parse(embedded.textContent ?? '') as ReportData);
else view.element.before(follow(show));
