import type { AgentCheck, Failure, NodeVariables } from '../../services/domain/preflight/facts.ts';
import {
  type ClusterVariables,
  type PreflightCheck,
  Severity,
} from '../../services/rpc/gen/hapy/agent/v1/agent.ts';

const severities: Readonly<Record<number, AgentCheck['severity']>> = {
  [Severity.SEVERITY_OK]: 'ok',
  [Severity.SEVERITY_WARNING]: 'warning',
};

/** What is no known severity is taken for the worst. */
export function checkFromProto(check: PreflightCheck): AgentCheck {
  return { ...check, severity: severities[check.severity] ?? 'error' };
}

export function variablesFromProto(
  variables: ClusterVariables | undefined,
): NodeVariables | Failure | undefined {
  if (variables?.error === undefined) return variables;
  const { code, parameters } = variables.error;
  return { code, parameters };
}
