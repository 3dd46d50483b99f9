// Made of settings/schema/ by npm run docs: the vocabulary of sentry.yaml as types.
/** What a Sentry is to be: the settings of `sentry.yaml`, by the same names and with the same defaults. */
export interface SentryProps {
  /**
   * Prefix of every object’s name. It stands in selectors and volume names: never change it.
   * @default "sentry"
   */
  readonly instance?: string;
  /**
   * Namespace of every object. Volumes stay behind in the old one when it changes.
   * @default "sentry"
   */
  readonly namespace?: string;
  /**
   * Release of self-hosted Sentry, upstream’s tag of three numbers; the newest that this version knows when absent. A newer one migrates the databases; going back may lose data.
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
  /** Where people open Sentry. It stands in the links of its mails, and is served by `ingress.internal` or by port-forward. */
  readonly url: string;
  /** The public door. SDKs send events to it, and the public reaches nothing else of the instance. */
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
     * Networks of the proxies in front of the door: from these addresses X-Forwarded-For is believed, up to the last address that is none of them. A proxy that is missing here is taken for the client; a network too many lets its hosts claim any address.
     * @default ["10.0.0.0/8","100.64.0.0/10","127.0.0.0/8","172.16.0.0/12","192.168.0.0/16","::1/128","fc00::/7"]
     */
    readonly trustedProxies?: readonly string[];
    /**
     * What one sender may take of the door.
     * @default - the defaults of what it holds
     */
    readonly limits?: {
      /**
       * Largest body as sent, in 2^20 bytes, at every open endpoint; more gets 413. Absent: 20, and 100 where Relay takes files (envelope, minidump, unreal, attachments). Bodies wait in the 1 GB `/tmp` of the door until they are whole.
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
  /**
   * Who can log in when the instance has come up.
   * @default - the defaults of what it holds
   */
  readonly admin?: {
    /**
     * Login of the first superuser, whom the bootstrap Job makes; the password is in the Secret <instance>-admin. Another address later makes another superuser, and leaves the first.
     * @default "admin@example.com"
     */
    readonly email?: string;
  };
  /**
   * SMTP; without it mail goes to the log of the pod that sends it.
   * @default - none
   */
  readonly mail?: {
    /** SMTP server. It is web and taskworker that send, and their policies let them reach any address. */
    readonly host: string;
    /**
     * TCP port of the SMTP server: 25, 587 with starttls or 465 with tls, as its operator says.
     * @default 25
     */
    readonly port?: number;
    /**
     * Name to log in with at the SMTP server, together with `password`; no login when absent.
     * @default - none
     */
    readonly username?: string;
    /**
     * Where the password that belongs to `username` is, a value that you keep in a Secret.
     * @default - none
     */
    readonly password?: {
      /** Name of a Secret in the namespace, which you make. */
      readonly secret: string;
      /** Key in that Secret. Its value is what is meant, byte for byte. */
      readonly key: string;
    };
    /**
     * starttls upgrades a plain connection (587), tls starts encrypted (465). The server’s certificate is verified: for a private CA mount a bundle that has it into web and taskworker by `patches`, and name it in SSL_CERT_FILE of their `components.<name>.env`.
     * @default "none"
     */
    readonly tls?: 'none' | 'starttls' | 'tls';
    /** Sender of all of Sentry’s mail, an address without a name; its domain stands in the mails’ List-Id too. */
    readonly from: string;
  };
  /**
   * How long data lives, and when what is older is deleted.
   * @default - the defaults of what it holds
   */
  readonly retention?: {
    /**
     * Days that events live. Drives cleanup, Sentry, Snuba, buckets and caches; what is older after it was lowered is deleted for good.
     * @default 90
     */
    readonly days?: number;
    /**
     * When `sentry cleanup` runs, five cron fields in UTC. It deletes in batches and loads PostgreSQL meanwhile.
     * @default "0 0 * * *"
     */
    readonly schedule?: string;
    /**
     * Vacuum PostgreSQL on a schedule; absent: autovacuum alone.
     * @default - none
     */
    readonly vacuum?: {
      /**
       * When `vacuumdb --analyze` runs, five cron fields in UTC.
       * @default "30 3 * * 0"
       */
      readonly schedule?: string;
      /**
       * VACUUM FULL returns disk space to the system but locks each table while it is rewritten, and needs its size again on disk.
       * @default false
       */
      readonly full?: boolean;
    };
  };
  /**
   * The cluster that the manifests are for.
   * @default - the defaults of what it holds
   */
  readonly kubernetes?: {
    /**
     * Minor version of the cluster, in quotes. One that is not supported is refused; what is rendered is the same for all others.
     * @default "1.34"
     */
    readonly version?: string;
    /**
     * For every volume; the cluster’s default class when absent. A volume that exists keeps its class: the API server refuses another.
     * @default - none
     */
    readonly storageClassName?: string;
    /**
     * DNS domain of the cluster, in which the public door looks Relay up; a wrong one makes it answer 503.
     * @default "cluster.local"
     */
    readonly clusterDomain?: string;
    /**
     * Whether the Namespace, labelled for the restricted Pod Security Standard, is part of the output; false: it is there before, and what it is labelled is yours to see to.
     * @default true
     */
    readonly createNamespace?: boolean;
  };
  /**
   * What NetworkPolicies must know of the cluster’s network.
   * @default - the defaults of what it holds
   */
  readonly network?: {
    /**
     * Addresses of resolvers that are neither pods nor link-local, such as a cache at the DNS Service’s own address: every pod may ask them.
     * @default []
     */
    readonly dns?: readonly string[];
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
      /** Name of a Gateway that exists. Its implementation is what `controller` names. */
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
       * Issuer of cert-manager in the namespace of the instance, by name.
       * @default - none
       */
      readonly issuer?: string;
      /**
       * ClusterIssuer of cert-manager, by name: one for all namespaces.
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
        /** Name of a Gateway that exists. Its implementation is what `controller` names. */
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
         * Issuer of cert-manager in the namespace of the instance, by name.
         * @default - none
         */
        readonly issuer?: string;
        /**
         * ClusterIssuer of cert-manager, by name: one for all namespaces.
         * @default - none
         */
        readonly clusterIssuer?: string;
      };
      /**
       * Annotations of the Ingress or HTTPRoute; they win over ours.
       * @default {}
       */
      readonly annotations?: Readonly<Record<string, string>>;
    };
  };
  /**
   * Where images are pulled from, and by which tag; what an image is called stays upstream’s.
   * @default - the defaults of what it holds
   */
  readonly images?: {
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
     * Names of Secrets of type kubernetes.io/dockerconfigjson in the namespace, which you make; every pod pulls with them.
     * @default []
     */
    readonly pullSecrets?: readonly string[];
    /**
     * Tag or digest by upstream’s service name. That of `web` is also the bootstrap Job’s, which migrates PostgreSQL.
     * @default {}
     */
    readonly overrides?: Readonly<Record<string, {
      /**
       * Tag in the place of the release’s; a digest of the release is dropped with it. Only of this service: others of the same image keep theirs.
       * @default - none
       */
      readonly tag?: string;
      /**
       * Digest that is pulled, whatever the tag says: sha256: and 64 hexadecimal digits.
       * @default - none
       */
      readonly digest?: string;
    }>>;
  };
  /**
   * Passwords and keys that the instance itself needs. None of them stands in the output.
   * @default - the defaults of what it holds
   */
  readonly secrets?: {
    /**
     * generate: a Job in the cluster creates each missing Secret once; existing: you make them (cdk8s-sentry secrets prints the commands).
     * @default "generate"
     */
    readonly provider?: 'generate' | 'existing';
  };
  /**
   * Where the bodies of events are kept, the largest part of all data.
   * @default - the defaults of what it holds
   */
  readonly nodestore?: {
    /**
     * Where event bodies are kept: in PostgreSQL, which they make grow, or in the object store. s3 needs an image of Sentry that has sentry_nodestore_s3. Bodies are not moved when it changes.
     * @default "postgres"
     */
    readonly backend?: 'postgres' | 's3';
    /**
     * With s3: that image, with tag or digest; it runs every Sentry component, so it must be of the same release.
     * @default - none
     */
    readonly image?: string;
  };
  /**
   * Places of users’ addresses, from a database of yours that nothing here downloads or renews; without it events have no places.
   * @default - none
   */
  readonly geoip?: {
    /** PersistentVolumeClaim that holds GeoLite2-City.mmdb; mounted read-only by relay and web. Their pods wait until it is there; one that is ReadWriteOnce keeps them all on one node. */
    readonly claim: string;
  };
  /**
   * Other services that Sentry works with. Ids stand in this file, secrets by reference; absent: Sentry does not offer them.
   * @default - the defaults of what it holds
   */
  readonly integrations?: {
    /**
     * A GitHub App of yours: commits, suspect commits, links to the source, issues. GitHub calls `url`/extensions/github/webhook/, which it must reach; without that, commits and pull requests do not arrive.
     * @default - none
     */
    readonly github?: {
      /** Number that GitHub gives the App, “App ID” on its page. */
      readonly appId: number;
      /** Name of the App as in the address of its page, github.com/apps/<name>; Sentry sends people there to install it. */
      readonly appName: string;
      /** Client ID of the App, by which GitHub knows who asks for a login. */
      readonly clientId: string;
      /** Where the client secret of the App is, a value that you keep in a Secret. */
      readonly clientSecret: {
        /** Name of a Secret in the namespace, which you make. */
        readonly secret: string;
        /** Key in that Secret. Its value is what is meant, byte for byte. */
        readonly key: string;
      };
      /** Where the webhook secret of the App is, by which Sentry knows that a call is GitHub’s. */
      readonly webhookSecret: {
        /** Name of a Secret in the namespace, which you make. */
        readonly secret: string;
        /** Key in that Secret. Its value is what is meant, byte for byte. */
        readonly key: string;
      };
      /** Where the private key of the App is, the whole PEM file that GitHub gives out once. */
      readonly privateKey: {
        /** Name of a Secret in the namespace, which you make. */
        readonly secret: string;
        /** Key in that Secret. Its value is what is meant, byte for byte. */
        readonly key: string;
      };
    };
    /**
     * A Slack app of yours: alerts go to channels. Slack calls `url`/extensions/slack/ when somebody presses a button; where it cannot reach that, alerts arrive and buttons do nothing.
     * @default - none
     */
    readonly slack?: {
      /** Client ID of the app, by which Slack knows who asks for an installation. */
      readonly clientId: string;
      /** Where the client secret of the app is, a value that you keep in a Secret. */
      readonly clientSecret: {
        /** Name of a Secret in the namespace, which you make. */
        readonly secret: string;
        /** Key in that Secret. Its value is what is meant, byte for byte. */
        readonly key: string;
      };
      /** Where the signing secret of the app is, by which Sentry knows that a call is Slack’s. */
      readonly signingSecret: {
        /** Name of a Secret in the namespace, which you make. */
        readonly secret: string;
        /** Key in that Secret. Its value is what is meant, byte for byte. */
        readonly key: string;
      };
    };
    /**
     * Login with Google, which an owner then switches on for the organization. Browsers are sent back to `url`; Google itself calls nothing here.
     * @default - none
     */
    readonly google?: {
      /** Client ID of the OAuth client, whose redirect address is `url`/auth/sso/. */
      readonly clientId: string;
      /** Where the secret of that OAuth client is, a value that you keep in a Secret. */
      readonly clientSecret: {
        /** Name of a Secret in the namespace, which you make. */
        readonly secret: string;
        /** Key in that Secret. Its value is what is meant, byte for byte. */
        readonly key: string;
      };
    };
  };
  /**
   * Replicas, resources, variables and nodes of single components, by upstream’s service name such as `web`.
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
      /**
       * What each pod is sure to get, and what a node must have free for it.
       * @default - none
       */
      readonly requests?: {
        /**
         * Processors that the scheduler sets aside for each pod, such as 500m; more is used where a node has it to spare.
         * @default - none
         */
        readonly cpu?: string;
        /**
         * Memory that the scheduler sets aside for each pod, such as 512Mi; at most the limit.
         * @default - none
         */
        readonly memory?: string;
      };
      /**
       * What the container of the component can never exceed.
       * @default - none
       */
      readonly limits?: {
        /**
         * Memory at which the container is killed and started again, such as 2Gi; half of it is the heap of what runs in a JVM.
         * @default - none
         */
        readonly memory?: string;
      };
      /**
       * Size of the volume of a store. It can grow where its StorageClass allows expansion, and never shrinks.
       * @default - none
       */
      readonly storage?: string;
    };
    /**
     * Added to the environment of its container, wins over ours; init containers and sidecars do not get it. Names that say password, secret, token or key are refused.
     * @default - none
     */
    readonly env?: Readonly<Record<string, string>>;
    /**
     * Labels that a node must have for its pods to run there; any node when absent. Pods that no node fits stay Pending.
     * @default - none
     */
    readonly nodeSelector?: Readonly<Record<string, string>>;
    /**
     * Taints of nodes that its pods bear, so that they may run there; in Kubernetes’ own words.
     * @default - none
     */
    readonly tolerations?: readonly ({
      /**
       * Key of the taint that is tolerated; with operator Exists every taint when absent.
       * @default - none
       */
      readonly key?: string;
      /**
       * Exists takes any value of the taint, Equal the one of `value`; Equal when absent.
       * @default - none
       */
      readonly operator?: 'Exists' | 'Equal';
      /**
       * Value that the taint must have, with operator Equal.
       * @default - none
       */
      readonly value?: string;
      /**
       * Effect of the taint that is tolerated; every effect when absent.
       * @default - none
       */
      readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
      /**
       * With NoExecute: seconds that a pod stays on a node that gets the taint; for ever when absent.
       * @default - none
       */
      readonly tolerationSeconds?: number;
    })[];
  }>>;
  /**
   * Topics of Kafka with more than one partition, by name. Consumers of a topic can have as many replicas as it has partitions.
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
    /** The one object that is changed; one that is not rendered is an error. */
    readonly target: {
      /** Kind of the object, such as Deployment. */
      readonly kind: string;
      /** Its whole name with the instance, such as sentry-web; of a Job also without its hash. */
      readonly name: string;
    };
    /** Operations on that object, one after the other. */
    readonly patch: readonly ({
      /** Adds a field, or an item before that of the path; `-` is the end of a list. */
      readonly op: 'add';
      /** Place in the object, a JSON Pointer such as /spec/replicas; a slash in a name is written ~1. What is not there is an error. */
      readonly path: string;
      /** What then stands at the path, of any kind. */
      readonly value: unknown;
    } | {
      /** Puts another value in the place of one that is there. */
      readonly op: 'replace';
      /** Place in the object, a JSON Pointer such as /spec/replicas; a slash in a name is written ~1. What is not there is an error. */
      readonly path: string;
      /** What then stands at the path, of any kind. */
      readonly value: unknown;
    } | {
      /** Takes a field or an item away. */
      readonly op: 'remove';
      /** Place in the object, a JSON Pointer such as /spec/replicas; a slash in a name is written ~1. What is not there is an error. */
      readonly path: string;
    } | {
      /** Changes nothing, and fails the render where another value stands there: a guard for the operations after it. */
      readonly op: 'test';
      /** Place in the object, a JSON Pointer such as /spec/replicas; a slash in a name is written ~1. What is not there is an error. */
      readonly path: string;
      /** What must stand at the path before the next operation. */
      readonly value: unknown;
    })[];
  })[];
}
