// Stops a terminal in the page from answering queries: the server's screen answers them once for all pages.
import type { IDisposable, IParser } from '@xterm/xterm';

/**
 * Swallows the sequences to which xterm 6.0 replies (its `InputHandler`): device attributes, status and cursor
 * reports, mode and setting requests, window reports and colour queries. Two windows on one session would
 * otherwise answer twice, and a snapshot or a recording would type into the shell.
 */
export function muteReplies(parser: IParser): IDisposable {
  const swallow = () => true;
  /** `4;1;?` and `10;?` are queries; `4;1;#fff` sets a colour and is let through. */
  const question = (data: string) => data.split(';').includes('?');
  const handlers = [
    parser.registerCsiHandler({ final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '=', final: 'c' }, swallow),
    parser.registerCsiHandler({ final: 'n' }, swallow),
    parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow),
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ final: 't' }, swallow),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow),
    ...[4, 10, 11, 12].map((id) => parser.registerOscHandler(id, question)),
  ];
  return {
    dispose() {
      for (const handler of handlers) handler.dispose();
    },
  };
}
