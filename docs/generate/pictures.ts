import { writeFileSync } from 'node:fs';
import { codesPicture } from './pictures/codes.js';
import { framesPicture } from './pictures/frames.js';
import { gramsPicture } from './pictures/grams.js';
import { imbalancePicture, marginPicture, transitionPicture } from './pictures/theoryCharts.js';
import { readTraining, trainingCurves, trainingPicture } from './pictures/training.js';
import { trainDigits } from './trainDigits.js';

/**
 * `npm run docs:pictures`, in the root of the repository: draws the pictures of docs/concepts.md. With `-- --train` the
 * network behind two of them is trained anew.
 */
const training = 'docs/generate/training.json';
if (process.argv.includes('--train')) await trainDigits(training);

const pictures: Record<string, () => string> = {
  frames: framesPicture,
  grams: gramsPicture,
  transition: transitionPicture,
  imbalance: imbalancePicture,
  margins: marginPicture,
  'softmax-codes': codesPicture,
  training: () => trainingPicture(readTraining(training)),
  'training-curves': () => trainingCurves(readTraining(training)),
};

for (const [name, draw] of Object.entries(pictures)) writeFileSync(`docs/images/${name}.svg`, draw());
