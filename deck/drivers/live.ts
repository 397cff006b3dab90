// The driver of a live session: turns a link's channel and the demo's readiness into what a terminal shows.
import type { Readiness } from '../../protocol/pane.ts';
import { paneKey } from '../../protocol/pane.ts';
import type { Channel } from '../link/channel-stream.ts';
import type { Link } from '../link/link.ts';
import type { Emit, OpenDriver, PaneStatus } from './driver.ts';

/** Pause before asking again for a screen that could not be shown, in ms. */
const AGAIN_MS = 1000;

/**
 * Opens panes over a link. If the demo is still being prepared, attaches when it is ready.
 * @param told called when a screen could not be shown; it is asked for again.
 */
export function liveDriver(link: Link, told: (why: string) => void = (why) => console.warn(why)): OpenDriver {
  return (ref, listener) => {
    let open = true;
    const emit: Emit = (event) => {
      if (open) listener(event);
    };
    let channel: Channel | undefined;
    let status: PaneStatus | undefined;
    const become = (next: PaneStatus) => {
      status = next;
      emit({ kind: 'status', status });
    };

    /** Asks again for a screen that could not be shown, after a pause: it may fail again. */
    const retry = (fault: Error) => {
      told(`${paneKey(ref)}: ${fault.message}`);
      setTimeout(() => {
        if (open) channel?.again();
      }, AGAIN_MS);
    };

    const attach = () => {
      if (channel) return;
      become({ state: 'connecting', doing: 'connecting' });
      channel = link.attach(ref, (event) => {
        switch (event.kind) {
          case 'attached':
            become({ state: 'live' });
            break;
          case 'refused':
            channel?.dispose();
            channel = undefined;
            if (link.readiness(ref.demo)?.state === 'preparing') follow(link.readiness(ref.demo));
            else become({ state: 'unavailable', reason: event.reason });
            break;
          case 'exit':
            become({ state: 'exited', status: event.status });
            break;
          case 'lost':
            become({ state: 'exited', status: null, lost: event.why });
            break;
          case 'unstarted':
            become({ state: 'connecting', doing: 'not started' });
            break;
          case 'frame': {
            const { kind, bytes, tail } = event.frame;
            const { parsed } = event;
            if (kind === 'output') emit({ kind, data: bytes, parsed });
            else {
              const shown = (fault?: Error) => (fault ? retry(fault) : parsed());
              emit({ kind: 'screen', data: bytes, tail, shown });
            }
            break;
          }
          default:
            event satisfies never;
        }
      });
    };

    const follow = (readiness: Readiness | undefined) => {
      if (!readiness) return become({ state: 'connecting', doing: 'connecting' });
      if (readiness.state === 'live') return attach();
      if (channel) return; // A running session goes on, even if a new one could not be started now.
      if (readiness.state === 'preparing') {
        become({ state: 'connecting', doing: 'preparing', note: readiness.doing });
      } else become({ state: 'unavailable', reason: { why: readiness.why, fix: readiness.fix } });
    };

    const off = link.on((event) => {
      if (event.kind === 'state') {
        // A shell that has ended stays ended after a reconnection.
        if (event.state === 'reconnecting' && status?.state !== 'exited')
          become({ state: 'connecting', doing: 'reconnecting' });
        if (event.state === 'open' && !channel) follow(link.readiness(ref.demo));
      } else if (event.message.t === 'readiness' && event.message.demo === ref.demo) {
        follow(event.message.readiness);
      }
    });
    follow(link.readiness(ref.demo));

    return {
      input(data) {
        const lost = status?.state === 'connecting' && status.doing === 'reconnecting';
        if (status?.state === 'live' || lost) channel?.input(data);
      },
      restart() {
        if (status?.state !== 'exited' || link.role() !== 'speaker') return;
        become({ state: 'connecting', doing: 'starting' });
        channel?.restart();
      },
      dispose() {
        open = false;
        off();
        channel?.dispose();
      },
    };
  };
}
