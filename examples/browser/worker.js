import { startBackend } from './backend.js';
import { train } from './train.js';

// The page talks to this worker in messages: {start: settings}, {paused: true or false}. It hears {backend}, {run},
// {record, snapshot} after every epoch, {failure}, and at the end {done} or {error}.

let paused = false;
let resume = () => {};

self.addEventListener('message', ({ data }) => {
  if (data.start) void run(data.start);
  if (data.paused !== undefined) {
    paused = data.paused;
    if (!paused) resume();
  }
});

async function run(settings) {
  try {
    self.postMessage({ backend: await startBackend(settings.backend) });
    await train(settings, { sink, afterBatch });
    self.postMessage({ done: true });
  } catch (error) {
    self.postMessage({ error: error.message });
  }
}

const sink = {
  name: 'the page',
  open: run => self.postMessage({ run }),
  write: (record, snapshot) => self.postMessage({ record, snapshot }),
  fail: failure => self.postMessage({ failure }),
};

/** Lets messages in, and waits while the page has paused the training. */
async function afterBatch() {
  await messagesHandled();
  while (paused) await new Promise(resolve => (resume = resolve));
}

const { port1, port2 } = new MessageChannel();

/** A turn of the event loop. A timer would wait four milliseconds. */
function messagesHandled() {
  return new Promise(resolve => {
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
}
