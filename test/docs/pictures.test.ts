import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { framesPicture } from '../../docs/generate/pictures/frames.js';
import { gramsPicture } from '../../docs/generate/pictures/grams.js';
import { readTraining, trainingPicture } from '../../docs/generate/pictures/training.js';
import { LIGHT } from '../../report/palette.js';

const read = (path: string) => readFileSync(path, 'utf8');
const training = () => trainingPicture(readTraining('docs/generate/training.json'));

/** What a picture says in words and numbers; shapes differ in the last digit from machine to machine. */
const wordsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words);

describe('docs/images', () => {
  it.each([
    ['frames', framesPicture],
    ['grams', gramsPicture],
    ['training', training],
  ])('%s.svg says what npm run docs:pictures draws', (name, draw) => {
    const words = wordsOf(draw());
    expect(words.length).toBeGreaterThan(5);
    expect(wordsOf(read(`docs/images/${name}.svg`))).toEqual(words);
  });

  it('has no picture that no page shows', () => {
    const pages = ['README.md', ...readdirSync('docs').filter(file => file.endsWith('.md'))];
    const text = pages.map(page => read(page === 'README.md' ? page : `docs/${page}`)).join('\n');
    for (const file of readdirSync('docs/images')) expect(text).toContain(`images/${file})`);
  });

  it.each([
    ['frames', LIGHT.series.slice(0, 3)],
    ['grams', [LIGHT.diverging[3], LIGHT.diverging[6]]],
    ['training', LIGHT.series.slice(0, 3)],
  ])('%s.svg has the colors of the report page', (name, own) => {
    const picture = read(`docs/images/${name}.svg`);
    for (const color of [...own, LIGHT.text, LIGHT.muted]) expect(picture).toContain(`"${color}"`);
  });

  it('shows a network that collapses to a triangle of equal sides', () => {
    const { curves, frames } = readTraining('docs/generate/training.json');
    const [first, last] = [frames[0]!, frames.at(-1)!];
    const sides = ({ means }: typeof last) =>
      means.map(([x, y], k) => {
        const [a, b] = means[(k + 1) % 3]!;
        return Math.hypot(x - a, y - b);
      });
    const ratio = (frame: typeof last) => Math.max(...sides(frame)) / Math.min(...sides(frame));
    // nc2.etf is 0.025 in the end: sides within a few percent of each other.
    expect(ratio(last)).toBeLessThan(1.1);
    expect(ratio(first)).toBeGreaterThan(1.3);
    expect(curves['nc1.pinv']!.at(-1)![1]).toBeLessThan(curves['nc1.pinv']![0]![1] / 100);
  });
});
