#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything is imported, and in our own folder: a cache in a folder that others may write to would let
// them choose what an administrator's hapyctl runs.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compile'));

const { runCli } = await import('./program.ts');
const { processSession } = await import('./process-session.ts');

process.exitCode = await runCli(process.argv.slice(2), processSession());
