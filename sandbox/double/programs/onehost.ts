import { parseHost } from '../store/host.ts';
import { int32, text } from '../wire/value.ts';
import { childOf, parseXml, type XmlElement } from '../wire/xml.ts';
import { print, printError } from './arguments.ts';
import { failed, type OneCommand, runOneCommand } from './one-client.ts';
import { hostsText } from './one-tables.ts';

/** `onehost list|create|delete`, with the texts and exit codes that were recorded. */
async function onehost(command: OneCommand): Promise<number> {
  const [verb = '', name = ''] = command.words;
  switch (verb) {
    case 'list':
      print(hostsText((await hosts(command)).map(parseHost)));
      return 0;
    case 'create': {
      const { im = '', vm = '' } = command.options;
      print(`ID: ${await command.call('one.host.allocate', text(name), text(im), text(vm), int32(-1))}`);
      return 0;
    }
    case 'delete': {
      const found = (await hosts(command)).find((host) => childOf(host, 'NAME')?.text === name);
      if (found === undefined) {
        printError(`HOST named ${name} not found.`);
        return failed;
      }
      await command.call('one.host.delete', int32(Number(childOf(found, 'ID')?.text)));
      return 0;
    }
    default:
      printError(`Command ${verb} not found`);
      return failed;
  }
}

async function hosts(command: OneCommand): Promise<readonly XmlElement[]> {
  return parseXml(String(await command.call('one.hostpool.info'))).children;
}

await runOneCommand(onehost);
