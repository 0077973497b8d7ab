import assert from 'node:assert/strict';

import { chooseLanguage, formatText } from './language.ts';

describe('formatText', () => {
  const nodes = {
    fr: '{count, plural, =0 {aucun nœud} one {# nœud} other {# nœuds}}',
    en: '{count, plural, =0 {no node} one {# node} other {# nodes}}',
  };

  it('counts whether the number came as one or as text', () => {
    assert.equal(formatText(nodes, 'fr', { count: '3' }), '3 nœuds');
    assert.equal(formatText(nodes, 'fr', { count: 0 }), 'aucun nœud');
    assert.equal(formatText(nodes, 'en', { count: '1' }), '1 node');
  });

  it('shows a number in a plain place as it stands', () => {
    assert.equal(formatText({ fr: 'port {port}', en: '' }, 'fr', { port: '2641' }), 'port 2641');
    assert.equal(formatText({ fr: 'port {port}', en: '' }, 'fr', { port: 2641 }), 'port 2641');
    assert.equal(formatText({ fr: 'id {id}', en: '' }, 'fr', { id: '007' }), 'id 007');
  });

  it('does not interpret what stands in a value', () => {
    assert.equal(formatText({ fr: 'nom {name}', en: '' }, 'fr', { name: '{x} <b>' }), 'nom {x} <b>');
  });
});

describe('chooseLanguage', () => {
  it('is French unless English is asked for', () => {
    assert.equal(chooseLanguage(undefined, {}), 'fr');
    assert.equal(chooseLanguage(undefined, { LANG: 'C.UTF-8' }), 'fr');
    assert.equal(chooseLanguage(undefined, { LANG: 'en_GB.UTF-8' }), 'en');
    assert.equal(chooseLanguage(undefined, { LANG: 'fr_FR.UTF-8', LC_ALL: 'en_US' }), 'en');
    assert.equal(chooseLanguage('fr', { LANG: 'en_GB.UTF-8' }), 'fr');
  });
});
