// Probes of a component.

import { heartbeat } from '../../topology/heartbeat';
import type { Check } from '../../topology/role';
import type { Component } from '../../topology/topology';
import * as k8s from './k8s';

// A batch may take as long as --max-poll-interval-ms, 300 s, before Kafka gives up on the consumer too.
const staleSeconds = 300;

const ageCheck = (file: string): k8s.Probe => ({
  exec: { command: ['python3', '-ISc', `import os,sys,time; sys.exit(time.time() - os.path.getmtime('${file}') > ${staleSeconds})`] },
  timeoutSeconds: 10,
});

const action = (check: Check, ports: Readonly<Record<string, number>>): k8s.Probe => {
  if ('exec' in check) return { exec: { command: [...check.exec] } };
  if ('http' in check) return { httpGet: { path: check.http, port: k8s.IntOrString.fromString(check.port) } };
  if ('tcp' in check) return { tcpSocket: { port: k8s.IntOrString.fromString(check.tcp) } };
  const port = ports[check.grpc];
  if (port === undefined) throw new Error(`a gRPC probe names port ${check.grpc}, which its role lacks`);
  return { grpc: { port, service: check.service } };
};

type Probes = Pick<k8s.Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'>;

/** Start-up has a budget of its own; liveness asks the process alone; readiness is what a Service needs. */
export const probes = (component: Component): Probes => {
  const { health, ports = {} } = component.role;
  if (health.kind === 'none') return {};
  if (health.kind === 'heartbeat') {
    const file = heartbeat(component);
    if (file === undefined) return {};
    const check = ageCheck(file);
    return {
      startupProbe: { ...check, periodSeconds: 10, failureThreshold: 60 },
      livenessProbe: { ...check, periodSeconds: 60, failureThreshold: 3 },
    };
  }
  const live = { ...action(health.live, ports), timeoutSeconds: 5 };
  return {
    startupProbe: { ...live, periodSeconds: 5, failureThreshold: health.startSeconds / 5 },
    livenessProbe: { ...live, periodSeconds: 20, failureThreshold: 6 },
    readinessProbe: { ...action(health.ready ?? health.live, ports), timeoutSeconds: 5, periodSeconds: 10, failureThreshold: 3 },
  };
};
