/** Milliseconds for which the thread is kept at most before others have their turn. */
const TURN = 50;

/**
 * A function to call between pieces of work: it lets timers, sockets and pages have their turn where they have waited long
 * enough. Promises alone never do.
 */
export function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN) return;
    await nextTurn();
    since = performance.now();
  };
}

/** Of the event loop; browsers have no setImmediate. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });
}
