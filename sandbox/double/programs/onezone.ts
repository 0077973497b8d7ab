import { readFileSync } from 'node:fs';
import { endpointsOf, parseZone } from '../store/zone.ts';
import { int32, text } from '../wire/value.ts';
import { childText, parseXml } from '../wire/xml.ts';
import { print, printError } from './arguments.ts';
import { failed, type OneCommand, runOneCommand } from './one-client.ts';
import { type ServerStatus, zoneText } from './one-tables.ts';

/**
 * `onezone show|server-add|server-del|server-reset|update|enable|disable`, with the texts and exit codes that
 * were recorded: server-add looks for no duplicate and prints nothing, show succeeds whoever is silent.
 */
async function onezone(command: OneCommand): Promise<number> {
  const [verb = '', zone = '0', third = ''] = command.words;
  const id = int32(Number(zone));
  switch (verb) {
    case 'show':
      return show(command, Number(zone));
    case 'server-add':
      return addServer(command, Number(zone));
    case 'server-del':
      await command.call('one.zone.delserver', id, int32(Number(third)));
      return 0;
    case 'server-reset':
      await command.call('one.zone.resetserver', id, int32(Number(third)));
      return 0;
    case 'update': {
      const append = int32(command.options['append'] === undefined ? 0 : 1);
      await command.call('one.zone.update', id, text(readFileSync(third, 'utf8')), append);
      return 0;
    }
    case 'enable':
    case 'disable':
      await command.call('one.zone.enable', id, { type: 'boolean', value: verb === 'enable' });
      return 0;
    default:
      printError(`Command ${verb} not found`);
      return failed;
  }
}

async function show(command: OneCommand, id: number): Promise<number> {
  const zone = parseZone(String(await command.call('one.zone.info', int32(id))));
  const statuses = new Map<number, ServerStatus>();
  for (const [server, endpoint] of endpointsOf(zone)) {
    const status = await command.callAt(endpoint, 'one.zone.raftstatus').catch(() => undefined);
    if (status !== undefined) statuses.set(server, statusOf(String(status)));
  }
  print(zoneText(zone, statuses));
  return 0;
}

function statusOf(document: string): ServerStatus {
  const raft = parseXml(document);
  const number = (name: string) => Number(childText(raft, name));
  return {
    state: number('STATE'),
    term: number('TERM'),
    logIndex: number('LOG_INDEX'),
    commit: number('COMMIT'),
    votedFor: number('VOTEDFOR'),
    federationIndex: number('FEDLOG_INDEX'),
  };
}

async function addServer(command: OneCommand, zone: number): Promise<number> {
  const { name, rpc } = command.options;
  if (name === undefined || rpc === undefined) {
    printError('To add a server set:\n\t-n <server name>\n\t-r <RPC endpoint>');
    return failed;
  }
  if (!/^https?:\/\//.test(rpc)) {
    // The one message that the real program prints to stdout.
    print('Wrong protocol specified. Only http or https allowed!');
    return failed;
  }
  await command.call('one.zone.addserver', int32(zone), text(`SERVER=[NAME="${name}",ENDPOINT="${rpc}"]`));
  return 0;
}

await runOneCommand(onezone);
