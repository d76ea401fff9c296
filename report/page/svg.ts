import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart]);
use([AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent]);
use([TooltipComponent, VisualMapComponent, SVGRenderer]);

/** CSS pixels, of which an inch has 96. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One element of a drawing, without what only a program that reacts to a pointer needs. */
export interface SvgNode {
  readonly tag: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly (SvgNode | string)[];
}

/** zrender's own description of an element. */
interface VNode {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly children?: readonly VNode[];
  readonly text?: string;
}

interface SvgPainter {
  renderToVNode(options: { compress: true; useViewBox: true }): VNode;
}

/** The chart on a white ground, with text that stays text. Needs no DOM. */
export function svgOf(option: EChartsCoreOption, { width, height }: Size): SvgNode {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...option, ...STILL, ...legendOf(option) });
    const painter = chart.getZr().painter as unknown as SvgPainter;
    return nodeOf(painter.renderToVNode({ compress: true, useViewBox: true }));
  } finally {
    chart.dispose();
  }
}

const STILL = { tooltip: { show: false }, aria: { enabled: false }, backgroundColor: '#ffffff' };

/** Paper does not scroll. */
function legendOf({ legend }: EChartsCoreOption) {
  return legend ? { legend: { ...(legend as object), type: 'plain' } } : {};
}

function nodeOf({ tag, attrs, children = [], text }: VNode): SvgNode {
  return {
    tag,
    attributes: Object.entries(attrs).flatMap(([name, value]) => attributesOf(name, value)),
    children: [...(text ? [text.replace(INVALID_IN_XML, '\ufffd')] : []), ...children.map(nodeOf)],
  };
}

/** XML 1.0 has no place for these, not even as entities. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const INVALID_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu;

const LEFT_OUT = /^(class|pointer-events|ecmeta_.*|baseProfile|version|xmlns.*|xml:space)$/;

function attributesOf(name: string, value: VNode['attrs'][string]): [string, string][] {
  if (value === undefined || value === false || LEFT_OUT.test(name)) return [];
  // A strict content security policy ignores `style`, and so do programs for drawing.
  if (name === 'style') return declarations(String(value));
  // Few programs know dominant-baseline. A digit is about 0.7 em high.
  if (name === 'dominant-baseline' && value === 'central') return [['dy', '0.35em']];
  return [[name, String(value)]];
}

function declarations(style: string): [string, string][] {
  return style.split(';').flatMap((part): [string, string][] => {
    const [, name, value] = /^\s*([\w-]+)\s*:\s*(.+)$/.exec(part) ?? [];
    return name !== undefined && value !== undefined ? [[name, value.trim()]] : [];
  });
}

/** The drawing as a file. */
export function svgText(node: SvgNode): string {
  return `${textOf({ ...node, attributes: [['xmlns', SVG], ...node.attributes] })}\n`;
}

function textOf({ tag, attributes, children }: SvgNode): string {
  const inner = children.map(child => (typeof child === 'string' ? escaped(child) : `\n${textOf(child)}`));
  const names = attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
  return inner.length === 0 ? `<${tag}${names}/>` : `<${tag}${names}>${inner.join('')}</${tag}>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, character => entities[character]!);
}

const SVG = 'http://www.w3.org/2000/svg';

/** The drawing as an element of the page. */
export function svgElement({ tag, attributes, children }: SvgNode): Element {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of attributes) element.setAttribute(name, value);
  element.append(...children.map(child => (typeof child === 'string' ? child : svgElement(child))));
  return element;
}
