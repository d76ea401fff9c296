import { verdictSentences } from 'tfjs-neural-collapse';
import { settingsForm } from './controls.js';
import { makeEverything } from './everything.js';
import { makeStage } from './stage.js';

const at = id => document.getElementById(id);
const [start, pause, reset, epoch] = ['start', 'pause', 'reset', 'epoch'].map(at);
const controls = settingsForm(at('settings'));
const stage = makeStage();
const everything = makeEverything(at('everything'), at('charts'));

/** The training that is shown: its worker, and what came from it. Undefined before the first. */
let training;

at('settings').addEventListener('submit', event => {
  event.preventDefault();
  begin(controls.read());
});
reset.addEventListener('click', () => {
  end();
  say('Ready.', '');
});
pause.addEventListener('click', () => {
  training.paused = !training.paused;
  training.worker.postMessage({ paused: training.paused });
  pause.textContent = training.paused ? 'Go on' : 'Pause';
  at('status').textContent = training.paused ? 'Paused.' : training.where;
});
epoch.addEventListener('input', () => show(Number(epoch.value)));

function begin(settings) {
  end();
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  training = { worker, settings, measured: [], paused: false, where: '' };
  worker.addEventListener('message', ({ data }) => take(data));
  worker.addEventListener('error', event => failed(event.message ?? 'the worker cannot be loaded'));
  worker.postMessage({ start: settings });
  setRunning(true);
  say('Starting…', '');
}

/** Stops the worker, and clears the page. */
function end() {
  training?.worker.terminate();
  training = undefined;
  stage.clear();
  everything.clear();
  at('verdict').hidden = true;
  at('shown').textContent = '–';
  Object.assign(epoch, { max: 0, value: 0, disabled: true });
  setRunning(false);
  reset.disabled = true;
}

function setRunning(running) {
  controls.disable(running);
  start.disabled = running;
  pause.disabled = !running;
  pause.textContent = 'Pause';
  if (running) reset.disabled = false;
}

const messages = {
  backend({ words }) {
    training.where = words;
    at('status').textContent = words;
  },
  run(run) {
    training.classNames = run.classNames;
    everything.open(run);
  },
  record(record, { snapshot }) {
    const { measured, settings } = training;
    measured.push({ record, snapshot });
    everything.add(record, snapshot);
    at('progress').textContent = `Epoch ${record.epoch + 1} of ${settings.epochs}`;
    const following = Number(epoch.value) === Number(epoch.max);
    Object.assign(epoch, { max: measured.length - 1, disabled: false });
    if (following) epoch.value = measured.length - 1;
    drawSoon();
  },
  failure: ({ error }) => failed(error),
  error: message => failed(message),
  done() {
    training.worker.terminate();
    setRunning(false);
    verdict();
  },
};

function take(message) {
  for (const [kind, value] of Object.entries(message)) messages[kind]?.(value, message);
}

/** At most one drawing per frame, however fast records come. */
function drawSoon() {
  if (training.drawing) return;
  training.drawing = requestAnimationFrame(() => {
    if (!training) return;
    training.drawing = undefined;
    show(Number(epoch.value));
  });
}

function show(position) {
  const { measured, classNames, settings } = training;
  stage.draw({ measured, classNames, epochs: settings.epochs }, position);
  at('shown').textContent = measured[position].record.epoch;
}

function verdict() {
  const last = training.measured.at(-1)?.record;
  if (!last) return failed('no epoch could be measured');
  // The advice is for one who writes the training.
  const texts = verdictSentences(last.verdict).filter(text => !text.startsWith('To try:'));
  at('verdict').hidden = false;
  const { answer = 'no' } = last.verdict.collapsed;
  at('verdict').dataset.answer = answer;
  at('answer').textContent = ANSWERS[answer];
  at('reasons').replaceChildren(...[...texts, NEXT].map(asItem));
  say(`Done after ${training.settings.epochs} epochs.`, training.where.replace('Trains', 'Trained'));
}

const ANSWERS = {
  yes: 'The network has collapsed: every class is a point, and the points form a figure.',
  partly: 'The network has collapsed in part.',
  no: 'The network has not collapsed.',
};
const NEXT = 'Move the slider below to see it again, or change something above and start anew.';

function asItem(text) {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}

function failed(message) {
  training?.worker.terminate();
  setRunning(false);
  say('Stopped.', `The training stopped: ${message}`);
}

function say(progress, status) {
  at('progress').textContent = progress;
  at('status').textContent = status;
}
