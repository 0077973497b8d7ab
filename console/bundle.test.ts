import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { bundleConsole, type PageFile } from './bundle.ts';

const firstLoadBytesMax = 60 * 1024;

describe('the built console', function () {
  this.timeout(3 * 60_000);
  let files: PageFile[] = [];
  before(async () => {
    files = await bundleConsole(join(import.meta.dirname, '..'));
  });

  const text = (file: PageFile) => Buffer.from(file.content).toString();

  it('loads at most 60 KB compressed, without the charts', () => {
    const first = firstLoadOf(files);
    const bytes = first.reduce((sum, { content }) => sum + gzipSync(content).length, 0);
    assert.ok(first.length >= 4, first.map(({ name }) => name).join());
    assert.ok(bytes <= firstLoadBytesMax, `${bytes} bytes`);
  });

  it('names every file by its content, and nothing from elsewhere', () => {
    for (const { name } of files.filter(({ name }) => name !== 'index.html')) {
      assert.match(name, /-[A-Z0-9]{8}\.(js|css|svg)$/);
    }
    const known = /http:\/\/www\.w3\.org\/\d+\/(svg|xhtml|MathML|xlink)[\w/]*/g;
    for (const file of files)
      assert.doesNotMatch(text(file).replace(known, ''), /https?:\/\/[a-z]/, file.name);
  });

  it('has neither script nor style inside the page', () => {
    const page = files.find(({ name }) => name === 'index.html');
    assert.ok(page !== undefined);
    assert.doesNotMatch(text(page), /<script(?![^>]* src=)|<style|\son[a-z]+=|\sstyle=/);
  });

  /** The page and what it names, and what that imports at once. */
  function firstLoadOf(all: readonly PageFile[]): PageFile[] {
    const wanted = new Set<PageFile>();
    const add = (file: PageFile) => {
      if (wanted.has(file)) return;
      wanted.add(file);
      const imported = [...text(file).matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)].map(([, name]) => name);
      for (const other of all) {
        const named = file.name === 'index.html' && text(file).includes(`/console/${other.name}`);
        if (named || imported.includes(other.name)) add(other);
      }
    };
    const page = all.find(({ name }) => name === 'index.html');
    assert.ok(page !== undefined);
    add(page);
    return [...wanted];
  }
});
