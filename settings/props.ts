// Made of settings/schema/ by npm run docs: the vocabulary of sentry.yaml as types.
/** What a Sentry is to be: the settings of `sentry.yaml`, by the same names and with the same defaults. */
export interface SentryProps {
  /**
   * Prefix of every object’s name. It stands in selectors and volume names: never change it.
   * @default "sentry"
   */
  readonly instance?: string;
  /**
   * Namespace of every object.
   * @default "sentry"
   */
  readonly namespace?: string;
  /**
   * Release of self-hosted Sentry; the newest one under releases/ when absent.
   * @default - none
   */
  readonly release?: string;
  /**
   * Upstream’s COMPOSE_PROFILES: errors alone, or tracing, replays, profiles, monitors, uptime and logs too.
   * @default "errors-only"
   */
  readonly profile?: 'errors-only' | 'feature-complete';
  /**
   * Requests, limits and replicas: small fits one node of 4 CPUs and 12 GiB with errors-only, medium spreads over three. Volumes are the same in both.
   * @default "small"
   */
  readonly size?: 'small' | 'medium';
  /** Where people open Sentry. */
  readonly url: string;
  /** The public door. */
  readonly ingest: {
    /** Where SDKs send events; stands in the DSN. Its host differs from that of `url`. */
    readonly url: string;
    /**
     * What the public may reach of a project, each exactly its own path: /api/<project id>/<endpoint>/. SDKs of today send envelopes.
     * @default ["store"]
     */
    readonly endpoints?: readonly ('store' | 'envelope' | 'security' | 'csp-report' | 'nel' | 'minidump' | 'unreal' | 'attachments' | 'cron' | 'otlp' | 'vercel' | 'heroku')[];
    /**
     * Ids of the only projects that the public may send to; all when absent. A new project is closed until it stands here.
     * @default - none
     */
    readonly projects?: readonly number[];
    /**
     * Origins of the only web pages that may send; all when absent, as Relay allows them. What sends no Origin, such as a server, is not concerned.
     * @default - none
     */
    readonly allowedOrigins?: readonly string[];
    /**
     * Whether a refused ingest request is answered with one line that names the setting which refused it. It tells the sender that this is Sentry.
     * @default false
     */
    readonly explainRefusals?: boolean;
    /**
     * Networks of the proxies in front of both doors: from these addresses X-Forwarded-For is believed, up to the last address that is none of them. A proxy that is missing here is taken for the client; a network too many lets its hosts claim any address.
     * @default ["10.0.0.0/8","100.64.0.0/10","127.0.0.0/8","172.16.0.0/12","192.168.0.0/16","::1/128","fc00::/7"]
     */
    readonly trustedProxies?: readonly string[];
    /**
     * What one sender may take of the door.
     * @default - the defaults of what it holds
     */
    readonly limits?: {
      /**
       * Largest body as sent, in 2^20 bytes, at every open endpoint; more gets 413. Absent: 20, and 100 where Relay takes files (envelope, minidump, unreal, attachments). More than 100 holds for the internal door and, of files, for Relay too. Bodies wait in the 1 GB `/tmp` of the door until they are whole.
       * @default - none
       */
      readonly bodyMegabytes?: number;
      /**
       * Longest request line and longest header, in 1024 bytes; a longer line gets 414, a longer header 400. All headers together may have four times as much. Events in the query of a GET need it.
       * @default 8
       */
      readonly headerKilobytes?: number;
      /**
       * How long a sender may take for the whole header, and for each next piece of the body; then the connection is cut. Larger values let slow senders hold connections longer.
       * @default 10
       */
      readonly requestTimeoutSeconds?: number;
      /**
       * Requests that one client address may have open at a time at each pod of the door; one more gets 429. All who share an address, such as a company behind NAT or a proxy that is not in trustedProxies, count as one client.
       * @default 1000
       */
      readonly connectionsPerClient?: number;
      /**
       * Requests a second that one client address may send to each pod of the door, and as many more at once; what exceeds that gets 429. Absent: no limit, since all who share an address count as one client.
       * @default - none
       */
      readonly requestsPerSecondPerClient?: number;
    };
  };
  /** @default - the defaults of what it holds */
  readonly admin?: {
    /**
     * Login of the first superuser; the password is in a Secret.
     * @default "admin@example.com"
     */
    readonly email?: string;
  };
  /**
   * SMTP; without it mail goes to the log of the pod that sends it.
   * @default - none
   */
  readonly mail?: {
    /** SMTP server. */
    readonly host: string;
    /**
     * Its port.
     * @default 25
     */
    readonly port?: number;
    /** @default - none */
    readonly username?: string;
    /**
     * A value kept in a Secret that you make; only its name and key stand in the manifests.
     * @default - none
     */
    readonly password?: {
      /** Name of a Secret in the namespace. */
      readonly secret: string;
      /** Key in that Secret. */
      readonly key: string;
    };
    /**
     * starttls upgrades a plain connection (587), tls starts encrypted (465). The server’s certificate is verified: a private authority stands in `network.caBundle`.
     * @default "none"
     */
    readonly tls?: 'none' | 'starttls' | 'tls';
    /** Sender of Sentry’s mail. An address, or a name with it, such as Sentry <sentry@example.com>. */
    readonly from: string;
  };
  /** @default - the defaults of what it holds */
  readonly retention?: {
    /**
     * How long events live. Drives cleanup, Sentry, Snuba, buckets and caches.
     * @default 90
     */
    readonly days?: number;
    /**
     * When `sentry cleanup` runs, in UTC.
     * @default "0 0 * * *"
     */
    readonly schedule?: string;
    /**
     * Vacuum PostgreSQL on a schedule; absent: autovacuum alone.
     * @default - none
     */
    readonly vacuum?: {
      /**
       * When `vacuumdb --analyze` runs, in UTC.
       * @default "30 3 * * 0"
       */
      readonly schedule?: string;
      /**
       * VACUUM FULL returns disk space to the system but locks each table while it is rewritten.
       * @default false
       */
      readonly full?: boolean;
    };
  };
  /** @default - the defaults of what it holds */
  readonly kubernetes?: {
    /**
     * Minor version of the cluster.
     * @default "1.34"
     */
    readonly version?: string;
    /**
     * For every volume; the cluster’s default class when absent. A volume that exists keeps its class: the API server refuses another.
     * @default - none
     */
    readonly storageClassName?: string;
    /**
     * DNS domain of the cluster.
     * @default "cluster.local"
     */
    readonly clusterDomain?: string;
    /**
     * Whether the Namespace, labelled for the restricted Pod Security Standard, is part of the output.
     * @default true
     */
    readonly createNamespace?: boolean;
  };
  /** @default - the defaults of what it holds */
  readonly network?: {
    /**
     * Addresses of resolvers that are neither pods nor link-local, such as a cache at the DNS Service’s own address: every pod may ask them.
     * @default []
     */
    readonly dns?: readonly string[];
    /**
     * Private networks that Sentry may call: a GitLab, Jira, identity provider or webhook of your own. It refuses every other private address, so that nobody who sets up a webhook reaches what is inside.
     * @default []
     */
    readonly allowPrivateAddresses?: readonly string[];
    /**
     * Certificates of your own authorities, in a ConfigMap that you make. Whatever runs Sentry or reaches the internet trusts them beside the public ones, for mail too. Pods take a new bundle when they start.
     * @default - none
     */
    readonly caBundle?: {
      /** Name of a ConfigMap in the namespace. */
      readonly configMap: string;
      /**
       * Its key that holds the certificates, as PEM.
       * @default "ca.crt"
       */
      readonly key?: string;
    };
    /**
     * Proxy of what reaches the internet: web, taskworker, symbolicator and the uptime checker.
     * @default - none
     */
    readonly proxy?: {
      /** Address of the proxy; a user and password do not belong here. */
      readonly url: string;
      /**
       * Hosts, domains and networks that are reached without it, beside the instance’s own services and those of the cluster.
       * @default []
       */
      readonly noProxy?: readonly string[];
    };
  };
  /**
   * The public Ingress or HTTPRoute, and optionally the internal one.
   * @default - the defaults of what it holds
   */
  readonly ingress?: {
    /**
     * What serves the Ingress or the Gateway. It decides how paths, body size and timeouts are written: aws-alb, azure-application-gateway, cilium, contour, envoy-gateway, f5-nginx, gke, haproxy-ingress, haproxy-technologies, ingress-nginx, istio, kong, nginx-gateway-fabric, skipper, traefik. Absent or any other: a form that every controller reads.
     * @default - none
     */
    readonly controller?: string;
    /**
     * ingressClassName; the cluster’s default class when absent.
     * @default - none
     */
    readonly className?: string;
    /**
     * Attaches an HTTPRoute to this Gateway instead of making an Ingress. Its listener ends TLS and must allow routes of the namespace.
     * @default - none
     */
    readonly gateway?: {
      /** Name of a Gateway that exists. */
      readonly name: string;
      /**
       * Its namespace; that of the instance when absent.
       * @default - none
       */
      readonly namespace?: string;
      /**
       * Name of its listener; every one that fits the host when absent.
       * @default - none
       */
      readonly sectionName?: string;
    };
    /**
     * Secret of type kubernetes.io/tls for the host; without it and certManager the Ingress is plain HTTP.
     * @default - none
     */
    readonly tlsSecret?: string;
    /**
     * Makes a Certificate for the host, by one of the two; its Secret is `tlsSecret`, by default <instance>-<component>-tls.
     * @default - none
     */
    readonly certManager?: {
      /**
       * Issuer of cert-manager in the namespace.
       * @default - none
       */
      readonly issuer?: string;
      /**
       * ClusterIssuer of cert-manager.
       * @default - none
       */
      readonly clusterIssuer?: string;
    };
    /**
     * Annotations of the Ingress or HTTPRoute; they win over ours.
     * @default {}
     */
    readonly annotations?: Readonly<Record<string, string>>;
    /**
     * An Ingress or HTTPRoute for `url`, of another class or Gateway; without it reach Sentry by port-forward.
     * @default - none
     */
    readonly internal?: {
      /**
       * What serves the Ingress or the Gateway. It decides how paths, body size and timeouts are written: aws-alb, azure-application-gateway, cilium, contour, envoy-gateway, f5-nginx, gke, haproxy-ingress, haproxy-technologies, ingress-nginx, istio, kong, nginx-gateway-fabric, skipper, traefik. Absent or any other: a form that every controller reads.
       * @default - none
       */
      readonly controller?: string;
      /**
       * ingressClassName; the cluster’s default class when absent.
       * @default - none
       */
      readonly className?: string;
      /**
       * Attaches an HTTPRoute to this Gateway instead of making an Ingress. Its listener ends TLS and must allow routes of the namespace.
       * @default - none
       */
      readonly gateway?: {
        /** Name of a Gateway that exists. */
        readonly name: string;
        /**
         * Its namespace; that of the instance when absent.
         * @default - none
         */
        readonly namespace?: string;
        /**
         * Name of its listener; every one that fits the host when absent.
         * @default - none
         */
        readonly sectionName?: string;
      };
      /**
       * Secret of type kubernetes.io/tls for the host; without it and certManager the Ingress is plain HTTP.
       * @default - none
       */
      readonly tlsSecret?: string;
      /**
       * Makes a Certificate for the host, by one of the two; its Secret is `tlsSecret`, by default <instance>-<component>-tls.
       * @default - none
       */
      readonly certManager?: {
        /**
         * Issuer of cert-manager in the namespace.
         * @default - none
         */
        readonly issuer?: string;
        /**
         * ClusterIssuer of cert-manager.
         * @default - none
         */
        readonly clusterIssuer?: string;
      };
      /**
       * Annotations of the Ingress or HTTPRoute; they win over ours.
       * @default {}
       */
      readonly annotations?: Readonly<Record<string, string>>;
      /**
       * Whether both doors may be of one class or Gateway, where a cluster has one controller. What keeps the public from the UI is then its host name alone: whoever reaches the controller and names that host gets the login page.
       * @default false
       */
      readonly sharedClass?: boolean;
    };
  };
  /** @default - the defaults of what it holds */
  readonly images?: {
    /**
     * An image of Sentry with tag or digest, such as one with a plug-in for single sign-on: every container that runs Sentry uses it, as it is written here.
     * @default - none
     */
    readonly sentry?: string;
    /**
     * Replaces the registry part of every image and keeps the rest, Docker Hub’s `library/` too.
     * @default - none
     */
    readonly registry?: string;
    /**
     * The same for the images of one registry, `docker.io` or `ghcr.io`: a pull-through cache is of one.
     * @default {}
     */
    readonly registries?: Readonly<Record<string, string>>;
    /**
     * Names of Secrets of type kubernetes.io/dockerconfigjson.
     * @default []
     */
    readonly pullSecrets?: readonly string[];
    /**
     * Tag or digest by upstream’s service name; what runs in its pod follows.
     * @default {}
     */
    readonly overrides?: Readonly<Record<string, {
      /** @default - none */
      readonly tag?: string;
      /** @default - none */
      readonly digest?: string;
    }>>;
  };
  /** @default - the defaults of what it holds */
  readonly secrets?: {
    /**
     * generate: a Job in the cluster creates each missing Secret once; existing: you make them (cdk8s-sentry secrets prints the commands).
     * @default "generate"
     */
    readonly provider?: 'generate' | 'existing';
  };
  /** @default - the defaults of what it holds */
  readonly nodestore?: {
    /**
     * Where event bodies are kept. s3 needs an image of Sentry that has sentry_nodestore_s3.
     * @default "postgres"
     */
    readonly backend?: 'postgres' | 's3';
    /**
     * With s3: that image, with tag or digest; it runs every Sentry component.
     * @default - none
     */
    readonly image?: string;
  };
  /** @default - none */
  readonly geoip?: {
    /** PersistentVolumeClaim that holds GeoLite2-City.mmdb; mounted read-only by relay and web. */
    readonly claim: string;
  };
  /**
   * Ids stand in this file, secrets by reference.
   * @default - the defaults of what it holds
   */
  readonly integrations?: {
    /**
     * GitHub App.
     * @default - none
     */
    readonly github?: {
      readonly appId: number;
      readonly appName: string;
      readonly clientId: string;
      /** A value kept in a Secret that you make; only its name and key stand in the manifests. */
      readonly clientSecret: {
        /** Name of a Secret in the namespace. */
        readonly secret: string;
        /** Key in that Secret. */
        readonly key: string;
      };
      /** A value kept in a Secret that you make; only its name and key stand in the manifests. */
      readonly webhookSecret: {
        /** Name of a Secret in the namespace. */
        readonly secret: string;
        /** Key in that Secret. */
        readonly key: string;
      };
      /** A value kept in a Secret that you make; only its name and key stand in the manifests. */
      readonly privateKey: {
        /** Name of a Secret in the namespace. */
        readonly secret: string;
        /** Key in that Secret. */
        readonly key: string;
      };
    };
    /**
     * Slack app.
     * @default - none
     */
    readonly slack?: {
      readonly clientId: string;
      /** A value kept in a Secret that you make; only its name and key stand in the manifests. */
      readonly clientSecret: {
        /** Name of a Secret in the namespace. */
        readonly secret: string;
        /** Key in that Secret. */
        readonly key: string;
      };
      /** A value kept in a Secret that you make; only its name and key stand in the manifests. */
      readonly signingSecret: {
        /** Name of a Secret in the namespace. */
        readonly secret: string;
        /** Key in that Secret. */
        readonly key: string;
      };
    };
    /**
     * Login with Google.
     * @default - none
     */
    readonly google?: {
      readonly clientId: string;
      /** A value kept in a Secret that you make; only its name and key stand in the manifests. */
      readonly clientSecret: {
        /** Name of a Secret in the namespace. */
        readonly secret: string;
        /** Key in that Secret. */
        readonly key: string;
      };
    };
  };
  /**
   * By upstream’s service name, by `role:<role>` or by `*` for all, Jobs too; the more exact one wins, field by field.
   * @default {}
   */
  readonly components?: Readonly<Record<string, {
    /**
     * Pods of this component; at most the partitions of its topic, and 1 where it must be alone.
     * @default - none
     */
    readonly replicas?: number;
    /**
     * Replaces what `size` gives; CPU has no limit on purpose.
     * @default - none
     */
    readonly resources?: {
      /** @default - none */
      readonly requests?: {
        /** @default - none */
        readonly cpu?: string;
        /** @default - none */
        readonly memory?: string;
      };
      /** @default - none */
      readonly limits?: {
        /** @default - none */
        readonly memory?: string;
      };
      /**
       * Size of the volume of a store. It can grow where its StorageClass allows expansion, and never shrinks.
       * @default - none
       */
      readonly storage?: string;
    };
    /**
     * Added to the environment, wins over ours. Names that say password, secret, token or key are refused.
     * @default - none
     */
    readonly env?: Readonly<Record<string, string>>;
    /** @default - none */
    readonly nodeSelector?: Readonly<Record<string, string>>;
    /** @default - none */
    readonly tolerations?: readonly ({
      /** @default - none */
      readonly key?: string;
      /** @default - none */
      readonly operator?: 'Exists' | 'Equal';
      /** @default - none */
      readonly value?: string;
      /** @default - none */
      readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
      /** @default - none */
      readonly tolerationSeconds?: number;
    })[];
  }>>;
  /**
   * By Kafka topic.
   * @default {}
   */
  readonly topics?: Readonly<Record<string, {
    /** Partitions to create; they can be added later, never taken away. */
    readonly partitions: number;
  }>>;
  /**
   * JSON Patch (RFC 6902) on rendered objects, last: for what no setting offers.
   * @default []
   */
  readonly patches?: readonly ({
    readonly target: {
      readonly kind: string;
      readonly name: string;
    };
    readonly patch: readonly ({
      readonly op: 'add';
      readonly path: string;
      readonly value: unknown;
    } | {
      readonly op: 'replace';
      readonly path: string;
      readonly value: unknown;
    } | {
      readonly op: 'remove';
      readonly path: string;
    } | {
      readonly op: 'test';
      readonly path: string;
      readonly value: unknown;
    })[];
  })[];
}
