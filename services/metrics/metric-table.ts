import type { Text } from '../base/errors/definition.ts';

/** One metric as Prometheus knows it. Names are never given a second meaning. */
export interface MetricDefinition {
  readonly type: 'gauge' | 'counter';
  readonly labels: readonly string[];
  readonly help: Text;
}

export type MetricTable = Readonly<Record<`hapy_${string}`, MetricDefinition>>;

const gauge = (fr: string, en: string, ...labels: string[]): MetricDefinition => ({
  type: 'gauge',
  labels,
  help: { fr, en },
});
const counter = (fr: string, en: string, ...labels: string[]): MetricDefinition => ({
  type: 'counter',
  labels,
  help: { fr, en },
});

/** What the coordinator tells: the cluster as it judges it, and every node as it was heard last. */
export const coordinatorMetrics = {
  hapy_build_info: gauge(
    'toujours 1 ; la version est un label',
    'always 1; the version is a label',
    'version',
  ),
  hapy_healthy: gauge(
    '1 quand la grappe est en bonne santé, comme le dit hapyctl status',
    '1 when the cluster is healthy, as hapyctl status says',
  ),
  hapy_looked_timestamp_seconds: gauge(
    'instant du dernier examen : les autres valeurs ont cet âge',
    'when it was looked at last: the other values are of that age',
  ),
  hapy_finding: gauge(
    '1 par constat présent ; cause="false" pour ce qui découle d’un autre',
    '1 for each finding that is there; cause="false" for what follows from another',
    ...['code', 'severity', 'node', 'check', 'cause'],
  ),
  hapy_check_passed: gauge(
    '1 quand la vérification ne constate rien',
    '1 when the check finds nothing',
    'check',
  ),
  hapy_leader: gauge(
    '1 pour le leader reconnu par la majorité',
    '1 for the leader that a majority names',
    'node',
  ),
  hapy_quorum_margin: gauge(
    'serveurs qui peuvent encore s’arrêter sans perdre le quorum ; négatif quand il est perdu',
    'servers that may still stop before the quorum is lost; negative when it is',
  ),
  hapy_node_reachable: gauge('1 quand l’agent répond', '1 when the agent answers', 'node'),
  hapy_node_heard_timestamp_seconds: gauge(
    'instant des dernières nouvelles, 0 pour jamais',
    'when it was heard last, 0 for never',
    'node',
  ),
  hapy_node_oned_up: gauge('1 quand oned répond à son agent', '1 when oned answers its agent', 'node'),
  hapy_node_raft_state: gauge(
    '1 pour l’état Raft que dit oned',
    '1 for the Raft state that oned tells',
    'node',
    'state',
  ),
  hapy_node_raft_term: gauge('mandat Raft', 'Raft term', 'node'),
  hapy_node_raft_log_index: gauge(
    'dernier enregistrement du journal Raft',
    'last record of the Raft log',
    'node',
  ),
  hapy_node_raft_commit_index: gauge(
    'dernier enregistrement validé',
    'last record that is committed',
    'node',
  ),
  hapy_node_replication_lag_records: gauge(
    'enregistrements validés par le leader que ce nœud n’a pas encore',
    'records committed by the leader that this node does not have yet',
    'node',
  ),
  hapy_node_vip_held: gauge(
    '1 quand le nœud porte l’adresse virtuelle',
    '1 when the node holds the virtual address',
    'node',
  ),
  hapy_node_clock_offset_seconds: gauge(
    'avance de l’horloge du nœud sur celle du coordinateur',
    'how far the node’s clock is ahead of the coordinator’s',
    'node',
  ),
  hapy_node_disk_free_bytes: gauge(
    'place libre pour la base d’OpenNebula',
    'free room for OpenNebula’s database',
    'node',
  ),
  hapy_node_disk_size_bytes: gauge('taille de ce système de fichiers', 'size of that file system', 'node'),
  hapy_node_database_bytes: gauge('taille de la base', 'size of the database', 'node'),
  hapy_node_memory_available_bytes: gauge('mémoire disponible', 'memory available', 'node'),
  hapy_node_certificate_expires_timestamp_seconds: gauge(
    'fin du certificat de l’agent',
    'end of the agent’s certificate',
    'node',
  ),
  hapy_host_on: gauge(
    '1 quand l’hyperviseur est « on » pour le leader',
    '1 when the host is “on” for the leader',
    'host',
  ),
  hapy_host_running_vms: gauge('machines virtuelles en marche', 'virtual machines that run', 'host'),
  hapy_run_active: gauge('1 pendant une exécution', '1 while a run goes on'),
  hapy_runs: gauge('exécutions par résultat, depuis toujours', 'runs by outcome, since ever', 'status'),
  hapy_drill_succeeded_timestamp_seconds: gauge(
    'fin du dernier exercice réussi, 0 pour jamais',
    'end of the last drill that succeeded, 0 for never',
  ),
  hapy_events_newest: gauge('numéro du dernier événement', 'number of the last event'),
  hapy_event_readers: gauge('lecteurs qui suivent les événements', 'readers that follow the events'),
} as const satisfies MetricTable;

/** What an agent tells of itself and its node, whether or not a coordinator runs. */
export const agentMetrics = {
  hapy_agent_build_info: gauge('toujours 1', 'always 1', 'version', 'node'),
  hapy_agent_oned_up: gauge('1 quand oned répond', '1 when oned answers'),
  hapy_agent_look_seconds: gauge(
    'durée du dernier examen de ce nœud, oned compris',
    'how long the last look at this node took, oned included',
  ),
  hapy_agent_raft_state: gauge(
    '1 pour l’état Raft que dit oned',
    '1 for the Raft state that oned tells',
    'state',
  ),
  hapy_agent_raft_term: gauge('mandat Raft', 'Raft term'),
  hapy_agent_vip_held: gauge(
    '1 quand ce nœud porte l’adresse virtuelle',
    '1 when this node holds the virtual address',
  ),
  hapy_agent_guard_state: gauge(
    '1 pour l’état du garde-démarrage',
    '1 for the state of the start guard',
    'state',
  ),
  hapy_agent_watchdog_deeds_total: counter(
    'fois où le chien de garde a ajouté ou retiré l’adresse virtuelle',
    'times that the watchdog added or removed the virtual address',
    'deed',
  ),
  hapy_agent_operations_running: gauge('opérations en cours', 'operations that run'),
  hapy_agent_certificate_expires_timestamp_seconds: gauge(
    'fin du certificat de l’agent',
    'end of the agent’s certificate',
  ),
  hapy_agent_disk_free_bytes: gauge(
    'place libre pour la base d’OpenNebula',
    'free room for OpenNebula’s database',
  ),
} as const satisfies MetricTable;

/** What the gateway tells of itself, beside what the coordinator tells. */
export const gatewayMetrics = {
  hapy_gateway_build_info: gauge('toujours 1', 'always 1', 'version'),
  hapy_gateway_coordinator_up: gauge(
    '1 quand le coordinateur répond ; sinon ses mesures manquent',
    '1 when the coordinator answers; its metrics are missing otherwise',
  ),
  hapy_gateway_requests_total: counter(
    'requêtes par route et résultat ; une route vide n’existe pas',
    'requests by route and result; an empty route does not exist',
    ...['method', 'route', 'status'],
  ),
  hapy_gateway_request_seconds_total: counter(
    'temps passé à répondre, sans les flux d’événements',
    'time spent answering, without the streams of events',
    ...['method', 'route'],
  ),
  hapy_gateway_sessions: gauge('sessions de console ouvertes', 'sessions of the console that are open'),
  hapy_gateway_streams: gauge('flux d’événements ouverts', 'streams of events that are open'),
} as const satisfies MetricTable;
