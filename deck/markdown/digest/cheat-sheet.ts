// The cheat sheet on paper: the words of the slide `cheat`, the commands of the run of show, the code typed on stage.
// Everything is somebody else's: the slide's Markdown, talk.ts and the Rust source. Nothing is written down here twice.
import type { PublicDemo, PublicTalk } from '../../../protocol/public-talk.ts';
import { fillCommand } from '../../../protocol/talk.ts';
import type { ReadSource } from '../fences/fence.ts';
import { escapeText } from '../html.ts';
import { LANGUAGES, markLine } from '../keywords.ts';
import { readRegion } from '../region.ts';

/** What the speaker types on stage, in the order of typing. */
const TYPED = {
  demo: 'ping-monitor',
  src: 'bpf/ping-monitor/ping-monitor-ebpf/src/main.rs',
  regions: ['try_ping_monitor', 'ptr_at'],
} as const;

/** HTML of the parts; `slide` is empty when no slide has the class `cheat`, `code` in a talk without that demo. */
export type CheatSheet = { slide: string; commands: string; code: string };

/** @param slides HTML of the deck's sections. */
export function buildCheatSheet(
  talk: PublicTalk,
  slides: readonly { html: string }[],
  source: ReadSource,
): CheatSheet {
  const slide = slides.find(({ html }) => /^<section[^>]* class="(?:[^"]* )?cheat[ "]/.test(html));
  return {
    slide: slide?.html ?? '',
    commands: talk.demos.map((demo) => renderDemo(demo, talk)).join('\n'),
    code: talk.demos.some(({ id }) => id === TYPED.demo) ? renderCode(source) : '',
  };
}

function renderDemo({ title, steps }: PublicDemo, { stage }: PublicTalk): string {
  // An edit has no command: what it types is in the code below. What is typed again stands there once.
  const typed = steps.filter(
    ({ command }, index) => command && steps.findIndex((step) => step.command === command) === index,
  );
  const items = typed.map(
    ({ label, command }) =>
      `<li><span class="sheet-label">${escapeText(label)}</span> ` +
      `<code>${escapeText(fillCommand(command, stage))}</code></li>`,
  );
  if (items.length === 0) return '';
  return `<h3>${escapeText(title)}</h3>\n<ol>\n${items.join('\n')}\n</ol>`;
}

function renderCode(source: ReadSource): string {
  const rust = LANGUAGES.get('rust')!;
  // A region that is missing is a fault of the slide that shows it, and told there.
  const request = (region: string) =>
    readRegion({ src: TYPED.src, region }, { line: 1 }, { report() {}, source });
  return TYPED.regions
    .flatMap((region) => request(region) ?? [])
    .map(({ lines }) => lines.map((line) => markLine(line, rust)))
    .map((lines) => `<pre class="code"><code>${lines.join('\n')}</code></pre>`)
    .join('\n');
}
