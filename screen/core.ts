// How to get at the private fields of an xterm terminal, and that this xterm has them.
import { correct } from './corrections.ts';
import { type Core, XTERM_VERSION } from './fields.ts';

/** Fields that must be there, at least one of each part: an xterm that has moved one is refused at once. */
const FIELDS = [
  '_writeBuffer.writeSync',
  '_bufferService._onScroll.fire',
  '_bufferService.buffers.normal.lines.get',
  '_bufferService.buffers.normal.markers',
  '_bufferService.buffers.alt.savedCurAttrData',
  '_bufferService.buffers.activateAltBuffer',
  '_bufferService.buffers.onBufferActivate',
  '_charsetService._charsets',
  '_oscLinkService._dataByLinkId',
  '_oscLinkService._entriesWithId',
  '_inputHandler.parse',
  '_inputHandler._curAttrData.extended._ext',
  '_inputHandler._windowTitleStack',
  '_inputHandler._utf8Decoder.interim',
  '_inputHandler._utf8Decoder.decode',
  '_inputHandler._parser.currentState',
  '_inputHandler._parser.precedingJoinState',
  '_inputHandler.eraseInDisplay',
  '_inputHandler._onColor.fire',
  '_inputHandler._onRequestRefreshRows.fire',
  'coreService.decPrivateModes',
  'coreMouseService.activeProtocol',
  'optionsService.options.convertEol',
  'optionsService.options.cursorBlink',
  'unicodeService.activeVersion',
] as const;

const known = new WeakMap<object, Core>();

/**
 * The inner state of an xterm terminal, headless or in a page. The first call for a terminal also corrects xterm's
 * faults in it (corrections.ts), so make it before the first output.
 * @throws Error naming the field that this version of xterm does not have.
 */
export function coreOf(terminal: object): Core {
  const before = known.get(terminal);
  if (before) return before;
  const core = (terminal as { _core?: unknown })._core;
  for (const path of FIELDS) {
    let value: unknown = core;
    for (const name of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[name];
    if (value === undefined) {
      throw new Error(`this xterm has no ${path}: the screens here are those of xterm ${XTERM_VERSION}`);
    }
  }
  correct(core as Core);
  known.set(terminal, core as Core);
  return core as Core;
}
