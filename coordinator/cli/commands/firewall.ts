import { withCoordinator } from '../coordinator-client.ts';
import { nftRules } from '../render/nft-rules.ts';
import { type ExitStatus, say, type Session } from '../session.ts';
import { statusView } from '../status-view.ts';

/** Prints rules of nftables made from the spec, for whoever administers a server that is not EOLE's. Applies nothing. */
export async function showFirewall(session: Session): Promise<ExitStatus> {
  const view = statusView(await withCoordinator(session, (coordinator) => coordinator.status()));
  const rules = nftRules({
    clusterId: view.clusterId,
    addresses: view.nodes.map(({ address }) => address),
    says: {
      how: say(session, 'firewall.how'),
      certificates: say(session, 'firewall.certificates'),
      peers: say(session, 'firewall.peers'),
      others: say(session, 'firewall.others'),
    },
  });
  session.output.write(rules);
  return 0;
}
