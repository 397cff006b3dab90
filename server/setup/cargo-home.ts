// The packages in cargo's home: whether a project finds all of its own there without a network, and how they get there.
import { join } from 'node:path';
import { run } from '../system/command.ts';
import { type CargoRun, cargo } from './cargo.ts';
import { PartFailure } from './part.ts';
import type { Toolchain } from './toolchain.ts';

/** Asks cargo itself, which takes 0.1 s; changes nothing. */
export async function hasPackages(dir: string, toolchain: Toolchain): Promise<boolean> {
  if (toolchain.kind === 'none') return false;
  const args = [
    'cargo',
    'fetch',
    '--offline',
    '--locked',
    '--quiet',
    '--manifest-path',
    join(dir, 'Cargo.toml'),
  ];
  const { status } = await run('/usr/bin/env', args, { env: { ...process.env, ...toolchain.env } });
  return status === 0;
}

/**
 * Fetches what is missing, from the network.
 * @returns a line about it; empty when nothing was missing.
 * @throws PartFailure with cargo's first error.
 */
export async function fetchPackages(dir: string, toolchain: Toolchain, options: CargoRun): Promise<string> {
  if (await hasPackages(dir, toolchain)) return '';
  const home = options.env.CARGO_HOME;
  await cargo(['fetch'], options).catch((error: Error) => {
    throw new PartFailure(
      `packages are missing in ${home}: ${error.message}`,
      'with a network: npm run setup',
    );
  });
  return `packages fetched to ${home}`;
}
