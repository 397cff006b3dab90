// Two toy drivers, an echo and a clock: the shortest proof of the contract, and what tests run terminals on.
import type { OpenDriver } from './driver.ts';

/** Shows what is typed, as a terminal without a shell would. */
export const openEcho: OpenDriver = (ref, emit) => {
  let open = true;
  emit({ kind: 'status', status: { state: 'live' } });
  emit({ kind: 'screen', data: `${ref.demo} ${ref.pane} echoes\r\n` });
  return {
    input(data) {
      if (open) emit({ kind: 'output', data: data.replaceAll('\r', '\r\n') });
    },
    restart() {},
    dispose() {
      open = false;
    },
  };
};

/** Writes the time, once every `everyMs`. Time is injected. */
export function openClock(everyMs: number, now: () => Date): OpenDriver {
  return (_ref, emit) => {
    emit({ kind: 'status', status: { state: 'live' } });
    const timer = setInterval(() => emit({ kind: 'output', data: `${now().toISOString()}\r\n` }), everyMs);
    return { input() {}, restart() {}, dispose: () => clearInterval(timer) };
  };
}
