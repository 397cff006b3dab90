// Runs around every file of tests that cross rooms: ends the Chromium that the file has used.
import { afterAll } from 'vitest';
import { endChromium } from './browser.ts';

afterAll(endChromium);
