// The machine of a run: processor, cores, kernel, load.
import { cpus, loadavg, release, totalmem } from 'node:os';

export type Machine = {
  processor: string;
  cores: number;
  memoryGb: number;
  kernel: string;
  node: string;
  /** The load average of the last minute before the bench began. */
  load: number;
};

export function describeMachine(): Machine {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 1e9),
    kernel: release(),
    node: process.versions.node,
    load: loadavg()[0]!,
  };
}
