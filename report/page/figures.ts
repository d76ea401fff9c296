import { metricGroups } from '../metricGroups.js';
import type { ReportData } from '../reportData.js';
import { curveDrawing } from './curves.js';
import { depthDrawing } from './depthChart.js';
import { type Drawing, figureSvg } from './drawing.js';
import { type GramPart, gramDrawing } from './gramChart.js';
import { normsDrawing } from './normsChart.js';
import { projectionDrawing } from './projectionChart.js';

/** Every figure that the page can show of one run, for papers; the name of each is that of a file, without an ending. */
export function figureFiles(data: ReportData): { readonly name: string; readonly svg: string }[] {
  return drawingsOf(data).map(drawing => ({ name: drawing.name, svg: figureSvg(drawing) }));
}

function drawingsOf(data: ReportData): Drawing[] {
  const run = data.runs[0];
  if (!run) return [];
  const known = metricGroups.flatMap(({ metrics }) => metrics as readonly string[]);
  const ids = [...known, ...Object.keys(run.series).filter(id => !known.includes(id))];
  const grams = (['meanGram', 'centeredGram', 'weightGram', 'crossGram'] as const).flatMap(which =>
    (['measured', 'predicted', 'difference'] satisfies GramPart[]).map(part => gramDrawing(run, which, part)),
  );
  const norms = (['means', 'rows'] as const).map(of => normsDrawing(run, of));
  const { depth } = run;
  const depths = depth ? depth.curves.map(curve => depthDrawing(depth, curve, data.texts)) : [];
  const all = [...ids.map(id => curveDrawing(data, id)), ...grams, ...norms, projectionDrawing(run)];
  return [...all, ...depths].filter(drawing => drawing !== null);
}
