import type { ReportData } from '../reportData.js';
import { h } from './dom.js';
import { hashChoices } from './hashChoices.js';
import { liveNotice } from './liveNotice.js';
import { page } from './page.js';

/** State of the connection to the server. */
type Connection = 'connecting' | 'connected' | 'disconnected';

const WORDS: Record<Connection, string> = {
  connecting: 'connecting…',
  connected: 'live',
  disconnected: 'disconnected, trying again…',
};

/** The data of the run that the address names, see {@link liveNotice}; without one of the runs that are watched. */
const run = new URLSearchParams(location.search).get('run');
const DATA = run === null ? 'data.json' : `data.json?run=${encodeURIComponent(run)}`;

/**
 * Shows data.json, and again whenever the server says `changed`. The browser's EventSource reconnects by itself after
 * a lost connection. If it gives up, and when the machine wakes, a new one is made. Every new connection fetches data.json
 * again, so that missed events do not matter.
 */
function follow(show: (data: ReportData) => void): HTMLElement {
  const status = h('p', { class: 'live', role: 'status' });
  const say = (connection: Connection) => {
    status.dataset.connection = connection;
    status.textContent = WORDS[connection];
  };
  const fetching = latestOnly(async () => {
    const response = await fetch(DATA, { cache: 'no-cache' });
    // A run that another server has offered: this one shows what it watches.
    if (response.status === 404 && run !== null) location.search = '';
    if (response.ok) show((await response.json()) as ReportData);
  });
  let events: EventSource | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    events?.close();
    events = new EventSource('events');
    events.addEventListener('open', () => {
      clearTimeout(lost);
      lost = undefined;
      say('connected');
      fetching();
    });
    events.addEventListener('changed', fetching);
    events.addEventListener('error', () => {
      lost ??= setTimeout(() => say('disconnected'), PATIENCE_MS);
      if (events?.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
    });
  };
  say('connecting');
  connect();
  addEventListener('online', connect);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') fetching();
  });
  return status;
}

const RETRY_MS = 2000;
/**
 * A browser has six connections to a server for all its tabs. Of many tabs the server therefore ends most streams after
 * its answer, and the browser asks again two seconds later: that is no lost connection.
 */
const PATIENCE_MS = 4000;

/** Runs one at a time; calls that come meanwhile make one more run at the end. */
function latestOnly(act: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    // The status says that the server is gone. The next connection fetches again.
    await act().catch(() => undefined);
    running = false;
    if (again) {
      again = false;
      void run();
    }
  };
  return () => void run();
}

export { charts, showAll } from './charts.js';

const view = page();
document.getElementById('main')?.replaceWith(view.element);

const notice = liveNotice();

const choose = hashChoices(view.element);
const show = (data: ReportData) => {
  const names = data.runs.map(({ name }) => name);
  document.title = `${names.length > 0 ? names.join(', ') : 'waiting'} - neural collapse`;
  notice.update(data);
  view.element.hidden = names.length === 0;
  if (names.length > 0) view.update(data);
  choose();
};

const embedded = document.getElementById('report-data');
if (embedded) show(JSON.parse(embedded.textContent ?? '') as ReportData);
else view.element.before(follow(show), notice.element);
