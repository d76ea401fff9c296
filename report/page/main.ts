import type { ReportData } from '../reportData.js';
import { follow } from './live.js';
import { page } from './page.js';

export { charts, showAll } from './charts.js';

const view = page();
document.getElementById('main')?.replaceWith(view.element);

const embedded = document.getElementById('report-data');
if (embedded) view.update(JSON.parse(embedded.textContent ?? '') as ReportData);
else view.element.before(follow(data => void view.update(data)));
