#!/usr/bin/env node
import { keepCompiledCode } from '../../services/base/installation.ts';

// Before the rest is imported.
keepCompiledCode();

const { runCli } = await import('./program.ts');
const { processSession } = await import('./process-session.ts');

process.exitCode = await runCli(process.argv.slice(2), processSession());
