// A pod of nginx with a configuration of ours.
import type { Environment } from '../kubernetes/environment';
import type { Files } from '../kubernetes/files';
import type { PodProps } from '../kubernetes/pod';

/**
 * nginx with a whole nginx.conf of ours, whose placeholders the image's own entrypoint fills from the environment.
 * Further files of the ConfigMap stand beside it, in /etc/nginx/templates, as they are.
 */
export const nginxPod = (files: Files, environment: Environment): PodProps => ({
  args: ['nginx', '-c', '/tmp/nginx.conf', '-g', 'daemon off;'],
  mounts: [
    {
      files,
      path: '/etc/nginx/templates',
      only: Object.fromEntries(files.keys.map((key) => [key, key === 'nginx.conf' ? 'nginx.conf.template' : key])),
    },
  ],
  environment: {
    ...environment,
    NGINX_ENTRYPOINT_LOCAL_RESOLVERS: '1',
    NGINX_ENVSUBST_FILTER: '^(SENTRY_|NGINX_LOCAL_RESOLVERS$)',
    NGINX_ENVSUBST_OUTPUT_DIR: '/tmp',
  },
});
