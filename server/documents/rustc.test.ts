// rustc's messages at their place; the lines are those of cargo 1.96, cut to the fields that are read.
import { describe, expect, it } from 'vitest';
import { RustcReader } from './rustc.ts';

const FILE = '/w/pm-ebpf/src/main.rs';
const span = (more: object) => ({
  file_name: 'pm-ebpf/src/main.rs',
  line_start: 21,
  line_end: 21,
  column_start: 19,
  column_end: 20,
  is_primary: true,
  label: null,
  expansion: null,
  ...more,
});
const said = (message: object) => ({
  reason: 'compiler-message',
  message: { level: 'error', message: 'wrong', code: null, spans: [span({})], ...message },
});
function read(...lines: (object | string)[]) {
  const reader = new RustcReader(FILE, ['/w', '/w/pm-ebpf'], '/w/pm-ebpf/Cargo.toml');
  for (const line of lines) reader.read(typeof line === 'string' ? line : JSON.stringify(line));
  return reader.report;
}

describe('RustcReader', () => {
  it('gives an error its place, message and code', () => {
    const message = {
      message: 'cannot find type `🔔` in this scope',
      code: { code: 'E0425' },
      spans: [span({ is_primary: false }), span({ label: 'not found in this scope' })],
    };
    expect(read(said(message)).faults).toEqual([
      {
        level: 'error',
        message: 'cannot find type `🔔` in this scope: not found in this scope [E0425]',
        from: { line: 21, column: 19 },
        to: { line: 21, column: 20 },
      },
    ]);
  });

  it('places an error inside a macro where the macro is used', () => {
    const inside = span({
      file_name: '/core/macros.rs',
      line_start: 7,
      expansion: { span: span({ line_start: 30 }) },
    });
    expect(read(said({ spans: [inside] })).faults[0]?.from.line).toBe(30);
  });

  it('puts errors elsewhere, or without a place, at the top, and drops warnings elsewhere', () => {
    const other = [span({ file_name: 'pm-common/src/lib.rs', line_start: 3 })];
    const { faults } = read(
      said({ spans: other }),
      said({ level: 'warning', spans: other }),
      said({ message: '`#[panic_handler]` function required, but not found', spans: [] }),
    );
    expect(faults.map(({ message }) => message)).toEqual([
      'pm-common/src/lib.rs:3: wrong',
      '`#[panic_handler]` function required, but not found',
    ]);
    expect(faults.every(({ from }) => from.line === 1 && from.column === 1)).toBe(true);
  });

  it('drops notes and summaries', () => {
    const { faults } = read(
      said({ level: 'failure-note', spans: [] }),
      said({ message: 'aborting due to 2 previous errors', spans: [] }),
      said({ level: 'warning', message: '1 warning emitted', spans: [] }),
      'warning: not JSON',
      '{"reason":',
    );
    expect(faults).toEqual([]);
  });

  it('reports what was compiled of this package, and how it ended', () => {
    const artifact = (manifest_path: string, fresh: boolean) => ({
      reason: 'compiler-artifact',
      manifest_path,
      fresh,
      filenames: ['/t/deps/libpm-1.rmeta'],
    });
    const report = read(artifact('/w/other/Cargo.toml', true), artifact('/w/pm-ebpf/Cargo.toml', false), {
      reason: 'build-finished',
      success: true,
    });
    expect(report.artifacts).toEqual([{ fresh: false, filenames: ['/t/deps/libpm-1.rmeta'] }]);
    expect(report.success).toBe(true);
    expect(read().success).toBeUndefined();
  });

  it('is bounded', () => {
    const { faults } = read(...Array(200).fill(said({ message: 'x'.repeat(5000) })));
    expect(faults).toHaveLength(50);
    expect(faults[0]?.message).toHaveLength(600);
  });
});
