import { text } from '../wire/value.ts';
import { type Method, notFound } from './method.ts';

const quotas =
  '<DATASTORE_QUOTA></DATASTORE_QUOTA><NETWORK_QUOTA></NETWORK_QUOTA><VM_QUOTA></VM_QUOTA><IMAGE_QUOTA></IMAGE_QUOTA>';
const defaultQuotas = `<DEFAULT_USER_QUOTAS>${quotas}</DEFAULT_USER_QUOTAS>`;

export const userInfo: Method = {
  name: 'one.user.info',
  leaderOnly: false,
  execute({ database }, parameters, userId) {
    const asked = parameters.int(1);
    const id = asked === -1 ? userId : asked;
    const user = database.get('user_pool', id);
    if (user === undefined) throw notFound('user', id);
    return text(user.body.replace('</USER>', `${quotas}${defaultQuotas}</USER>`));
  },
};

export const userPoolInfo: Method = {
  name: 'one.userpool.info',
  leaderOnly: false,
  execute({ database }) {
    const users = database
      .list('user_pool')
      .map((user) => `${user.body}<QUOTAS><ID>${user.oid}</ID>${quotas}</QUOTAS>`);
    return text(`<USER_POOL>${users.join('')}${defaultQuotas}</USER_POOL>`);
  },
};
