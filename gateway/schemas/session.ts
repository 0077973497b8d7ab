import { Type } from 'typebox';

import { closed, timeMs } from './common.ts';

export const openSessionSchema = Type.Object(
  {
    token: Type.Optional(
      Type.String({ maxLength: 200, description: 'An API token; left out, the certificate counts' }),
    ),
  },
  { ...closed, title: 'OpenSession' },
);

export const sessionSchema = Type.Object(
  {
    identity: Type.String({ description: '"operator/anne", "token/nagios": as the audit names it' }),
    role: Type.Union([Type.Literal('operator'), Type.Literal('auditor')], {
      description: 'Whether it may change something; what that is, /api/v1/can says',
    }),
    language: Type.Union([Type.Literal('fr'), Type.Literal('en')]),
    expiresAt: timeMs,
    csrf: Type.String({ description: 'What X-CSRF-Token has to be in every request that changes something' }),
  },
  { ...closed, title: 'Session' },
);
