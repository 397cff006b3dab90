// Reads the output of `cargo check --message-format=json`: faults with their place, and what was compiled.
// The formats: cargo's "External tools" chapter and rustc's "JSON Output" chapter.
import { resolve } from 'node:path';
import type { Fault } from '../../protocol/document.ts';

/** The most faults reported for one file; more is not readable. */
const MAX_FAULTS = 50;

/** The longest text of one fault, in characters; some types fill pages. */
const MAX_FAULT_CHARS = 600;

/** The longest line of cargo's that is read, in characters; explanations of errors take some thousands. */
const MAX_LINE_CHARS = 1024 * 1024;

type Span = {
  file_name: string;
  line_start: number;
  line_end: number;
  column_start: number;
  column_end: number;
  is_primary: boolean;
  label: string | null;
  /** Where the macro around this place was used. */
  expansion: { span: Span } | null;
};

type Diagnostic = { level: string; message: string; spans: Span[]; code: { code: string } | null };

type Line =
  | { reason: 'compiler-message'; message: Diagnostic }
  | { reason: 'compiler-artifact'; manifest_path: string; fresh: boolean; filenames: string[] }
  | { reason: 'build-finished'; success: boolean }
  | { reason: 'build-script-executed' };

/** An artifact of the package that was compiled, or was up to date (`fresh`). */
export type Artifact = { fresh: boolean; filenames: string[] };

export type Report = {
  /** Undefined when cargo did not finish. */
  success: boolean | undefined;
  faults: Fault[];
  artifacts: Artifact[];
};

/** Reads cargo's lines as they come. */
export class RustcReader {
  readonly report: Report = { success: undefined, faults: [], artifacts: [] };

  /**
   * @param file the file whose faults are wanted, absolute.
   * @param bases folders that rustc may name its files from: the workspace's and the package's.
   * @param manifest the package's Cargo.toml, absolute.
   */
  constructor(
    private readonly file: string,
    private readonly bases: readonly string[],
    private readonly manifest: string,
  ) {}

  read(text: string): void {
    if (!text.startsWith('{') || text.length > MAX_LINE_CHARS) return;
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      return;
    }
    switch (line.reason) {
      case 'compiler-message':
        return this.diagnostic(line.message);
      case 'compiler-artifact': {
        const { manifest_path, fresh, filenames } = line;
        if (manifest_path === this.manifest) this.report.artifacts.push({ fresh, filenames });
        return;
      }
      case 'build-finished':
        this.report.success = line.success;
    }
  }

  private diagnostic({ level: said, message, spans, code }: Diagnostic): void {
    const level = said.startsWith('error') ? 'error' : said === 'warning' ? 'warning' : undefined;
    if (!level || /^aborting due to |warnings? emitted$/.test(message)) return;
    if (this.report.faults.length >= MAX_FAULTS) return;
    // Some errors have no place at all: "`#[panic_handler]` function required, but not found".
    const primary = spans.find((span) => span.is_primary);
    const here = primary && this.inFile(primary);
    // An error elsewhere keeps this file from being compiled; a warning elsewhere doesn't matter here.
    if (!here && level === 'warning') return;
    const at = here ?? { line_start: 1, column_start: 1, line_end: 1, column_end: 1 };
    const place = here || !primary ? '' : `${primary.file_name}:${primary.line_start}: `;
    const label = primary?.label ? `: ${primary.label}` : '';
    const number = code && level === 'error' ? ` [${code.code}]` : '';
    this.report.faults.push({
      level,
      message: `${place}${message}${label}${number}`.slice(0, MAX_FAULT_CHARS),
      from: { line: at.line_start, column: at.column_start },
      to: { line: at.line_end, column: at.column_end },
    });
  }

  /** The place in the file itself; for code inside a macro, where the macro is used. */
  private inFile(span: Span): Span | undefined {
    if (this.bases.some((base) => resolve(base, span.file_name) === this.file)) return span;
    return span.expansion ? this.inFile(span.expansion.span) : undefined;
  }
}
