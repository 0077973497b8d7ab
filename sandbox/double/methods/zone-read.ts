import { raftState } from '../raft/core.ts';
import { text } from '../wire/value.ts';
import { type Method, notFound } from './method.ts';

export const raftStatus: Method = {
  name: 'one.zone.raftstatus',
  leaderOnly: false,
  execute({ raft: { machine } }) {
    const solo = machine.state === raftState.solo;
    const fields = {
      SERVER_ID: machine.serverId,
      STATE: machine.state,
      TERM: machine.term,
      VOTEDFOR: machine.votedFor,
      COMMIT: machine.commit,
      LOG_INDEX: solo ? -1 : machine.log.lastIndex,
      LOG_TERM: solo ? -1 : machine.log.lastTerm,
      FEDLOG_INDEX: -1,
    };
    const xml = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
    return text(`<RAFT>${xml.join('')}</RAFT>`);
  },
};

export const zoneInfo: Method = {
  name: 'one.zone.info',
  leaderOnly: false,
  execute({ database }, parameters) {
    const id = parameters.int(1);
    const zone = database.get('zone_pool', id);
    if (zone === undefined) throw notFound('zone', id);
    return text(zone.body);
  },
};
