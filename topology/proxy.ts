// The proxy of what reaches the internet, as programs read it.
import type { Settings } from '../settings/schema';
import type { Component, Topology } from './topology';

/** What no proxy leads to: the pod itself, the instance's services and stores, whatever the cluster serves, and what the user says. */
const direct = ({ namespace, kubernetes: { clusterDomain }, network: { proxy } }: Settings, { components }: Topology): string[] => {
  const hosts = components.flatMap(({ outbound }) => outbound.map(({ host }) => host));
  return [
    ...new Set(['localhost', '127.0.0.1', '::1', ...hosts.sort(), `.${namespace}`, '.svc', `.${clusterDomain}`, ...(proxy?.noProxy ?? [])]),
  ];
};

/** Gives its variables to every component that may reach the internet; the user's own win. */
export const withProxy = (settings: Settings, topology: Topology): Topology => {
  const url = settings.network.proxy?.url;
  if (url === undefined) return topology;
  const variables = { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: direct(settings, topology).join(',') };
  const told = (component: Component): Component =>
    component.role.internet === undefined ? component : { ...component, env: { ...variables, ...component.env } };
  return { ...topology, components: topology.components.map(told) };
};
