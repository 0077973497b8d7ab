import {
  agentMetrics,
  coordinatorMetrics,
  gatewayMetrics,
  type MetricTable,
} from '../services/metrics/metric-table.ts';

/** The page of docs/metrics.md, made of the table of metrics; a test holds the two together. */
export function metricsPage(): string {
  return `# Mesures pour Prometheus · Prometheus metrics

Written by \`npm run generate:docs\`.

**La grappe entière** se lit auprès du coordinateur, qui l’examine au moins toutes les dix secondes : \`hapyctl metrics\`
écrit le texte que Prometheus attend. Sur le nœud d’index 0, un fichier pour le collecteur \`textfile\` de node_exporter
suffit (une unité systemd l’écrit chaque minute) :

\`\`\`
hapyctl metrics > /var/lib/prometheus/node-exporter/hapy.prom.new
mv /var/lib/prometheus/node-exporter/hapy.prom.new /var/lib/prometheus/node-exporter/hapy.prom
\`\`\`

**La passerelle** les sert aussi, avec les siennes, à \`https://hapy:2642/metrics\`, à qui présente un certificat ou un jeton
d’API de portée \`read\` (\`authorization: { credentials_file: … }\` dans Prometheus).

**Un agent** répond sur sa propre machine seulement, et seulement si on le demande : \`metrics: { port: 2643 }\` dans
agent.yaml, puis \`http://127.0.0.1:2643/metrics\`. Sans cette clé, personne ne peut lire ces mesures.

**The whole cluster** is told by the coordinator, which looks at it every ten seconds at least: \`hapyctl metrics\` writes
the text that Prometheus expects, for whoever may read (\`docs/trust.md\`). On the node of index 0 a file for node_exporter's
\`textfile\` collector, written every minute by a systemd timer, is enough (above). **The gateway** serves them too, with
its own, at \`https://hapy:2642/metrics\`, to whoever shows a certificate or an API token of the scope \`read\`. **An agent** answers on its own machine
only, and only when \`metrics: { port: 2643 }\` stands in agent.yaml; without it nobody can read.

\`prometheus-alerts.yml\` beside this page has rules to begin with. Codes are explained by \`hapyctl doctor explain CODE\`
and in \`errors.md\`.

## Coordinateur · Coordinator

${tableOf(coordinatorMetrics)}

## Agent

${tableOf(agentMetrics)}

## Passerelle · Gateway

${tableOf(gatewayMetrics)}
`;
}

function tableOf(table: MetricTable): string {
  const rows = Object.entries(table).map(([name, { type, labels, help }]) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(' '),
    `${help.fr} · ${help.en}`,
  ]);
  const head = [
    ['metric', 'type', 'labels', 'sens · meaning'],
    ['-', '-', '-', '-'],
  ];
  return [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
