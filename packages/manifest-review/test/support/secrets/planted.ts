// Secrets where people leave them. No output may show one; written without a look at what decides.

/** What is planted, where: a manifest with «…» around what must be hidden (a § in it is dropped: scanners of repositories read this file too). */
export const planted: Readonly<Record<string, string>> = {
  // names
  'variable *_PASS': deployment('env: [{ name: DB_PASS, value: «hunter22» }]'),
  'variable *PWD': deployment('env: [{ name: MYSQL_PWD, value: «tr0ub4dor» }]'),
  'variable *_AUTH': deployment('env: [{ name: REDIS_AUTH, value: «c0rrecthorse» }]'),
  'variable *_CREDENTIALS': deployment('env: [{ name: SERVICE_CREDENTIALS, value: «svc:b4tterystaple» }]'),
  'variable in camel case': deployment('env: [{ name: smtpPassword, value: «l3tters» }]'),
  'variable *_ENCRYPTION_KEY': deployment('env: [{ name: FIELD_ENCRYPTION_KEY, value: «0f1e2d3c4b5a6978» }]'),
  'variable *_PASSPHRASE of two words': deployment('env: [{ name: GPG_PASSPHRASE, value: "«four words 4 you»" }]'),
  'variable of an init container': `
apiVersion: batch/v1
kind: CronJob
metadata: { name: a, namespace: n }
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          initContainers: [{ name: i, image: "a:1", env: [{ name: VAULT_TOKEN, value: «s.77fz3Kq» }] }]
          containers: [{ name: c, image: "a:1" }]
`,
  // addresses
  'URL with user and password': deployment('env: [{ name: DATABASE_URL, value: "postgres://app:«hunter33»@db:5432/app" }]'),
  'URL with a password alone': deployment('env: [{ name: CACHE, value: "redis://:«p4ssw0rdless»@cache:6379/0" }]'),
  'second URL of a list': deployment('env: [{ name: BROKERS, value: "amqp://a:5672,amqp://u:«r4bbit»@b:5672" }]'),
  'JDBC with a parameter': deployment('env: [{ name: JDBC, value: "jdbc:mysql://db/app?user=app&password=«jd8c»&ssl=true" }]'),
  'token as user of a repository': deployment('args: ["--repo=https://x-access-token:«t0k3nvalue99»@git.example.com/a/b.git"]'),
  'signature in a query': deployment(
    'env: [{ name: BLOB, value: "https://x.blob.core.windows.net/c?sv=2022-11-02&sig=«aB3dEf6hIj9kLmNoPqRs»" }]',
  ),
  "chat's webhook": deployment(
    'env: [{ name: NOTIFY, value: "https://hooks.sl§ack.com/services/T01AB2CD3/B04EF5GH6/«aBcD1234eFgH5678iJkL90mN»" }]',
  ),
  'password with an at sign': deployment('env: [{ name: BROKER, value: "amqp://guest:«p@ss9w»@mq:5672/" }]'),
  // arguments and scripts
  'option with =': deployment('args: ["--password=«0ption1»"]'),
  'option and value apart': deployment('args: [--admin-password, «0ption2», --port, "80"]'),
  "mysql's -p": deployment('command: [mysql, -uroot, -p«r00troot»]'),
  "curl's -u": deployment('command: [sh, -c, "curl -sf -u admin:«adm1n99» http://localhost/health"]'),
  'a header of curl': deployment(`command: [sh, -c, "curl -H 'Authorization: Bearer «b3arerOfNews42»' http://localhost"]`),
  'assignment before a command': deployment('command: [sh, -c, "set -e; PGPASSWORD=«pg9pass» psql -h db"]'),
  'quoted assignment': deployment(`command: [sh, -c, "export DB_PASSWORD='«two w0rds»' && exec run"]`),
  'property of Java': deployment('args: ["-Dspring.datasource.password=«spr1ng»", "-jar", "a.jar"]'),
  "redis-cli's -a": deployment('command: [redis-cli, -a, «r3dispw», ping]'),
  "openssl's pass:": deployment('command: [sh, -c, "openssl pkcs12 -in a.p12 -passin pass:«p12pass» -nodes"]'),
  // probes and hooks
  'header of a probe': deployment(
    'readinessProbe: { httpGet: { path: /, port: 80, httpHeaders: [{ name: Authorization, value: "Basic «YWRtaW46czNjcjN0»" }] } }',
  ),
  "key in a probe's header": deployment(
    'livenessProbe: { httpGet: { path: /, port: 80, httpHeaders: [{ name: X-Api-Key, value: «k3y0fpr0be» }] } }',
  ),
  'command of a probe': deployment('livenessProbe: { exec: { command: [sh, -c, "redis-cli --pass «pr0bepw» ping"] } }'),
  'hook of the life cycle': deployment('lifecycle: { postStart: { exec: { command: [sh, -c, "TOKEN=«h00ktoken»; ./register $TOKEN"] } } }'),
  // configuration
  ini: configuration('app.ini', '[database]\nhost = db\npasswd = «1n1pass»\n'),
  properties: configuration('application.properties', 'spring.datasource.url=x\nspring.datasource.password=«pr0perties»\n'),
  'properties with a colon': configuration('a.properties', 'db.user: app\ndb.password: «c0lon»\n'),
  "Kafka's JAAS": configuration(
    'client.properties',
    'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="«j4as»";\n',
  ),
  YAML: configuration('config.yml', 'database:\n  host: db\n  password: «y4mlpass»\n  port: 5432\n'),
  'YAML, name and value apart': configuration('values.yaml', 'env:\n  - name: SMTP_PASSWORD\n    value: «n4mevalue»\n'),
  'YAML, a block': configuration('block.yaml', 'api_token: |\n  «bl0ckoftext»\nport: 1\n'),
  'YAML, quoted, with a comment': configuration('q.yaml', `secretKey: "«qu0ted # value»"  # of production\n`),
  JSON: configuration('config.json', '{ "client_id": "app", "client_secret": "«js0nsecret»" }\n'),
  'JSON, one line of many': configuration('big.json', '{\n  "port": 1,\n  "smtp": { "user": "a", "pass": "«n3sted»" }\n}\n'),
  "Docker's login": configuration('config.json', '{"auths":{"registry.example.com":{"auth":"«dXNlcjpwYXNzdzByZA==»"}}}'),
  TOML: configuration('config.toml', '[api]\nurl = "x"\napi_key = "«t0mlkey»"\n'),
  'XML, an element': configuration('users.xml', '<users><app><password>«xm1pass»</password></app></users>\n'),
  'XML, an attribute': configuration('ds.xml', '<datasource user="a" password="«4ttr»" pool="5"/>\n'),
  'XML, name and value': configuration(
    'core-site.xml',
    '<property>\n  <name>fs.s3a.secret.key</name>\n  <value>«h4doop/key»</value>\n</property>\n',
  ),
  Python: configuration('settings.py', "DEBUG = False\nSECRET_KEY = '«dj4ngo-secret»'\n"),
  'Python, a mapping': configuration('db.py', "DATABASES = {'default': {'USER': 'a', 'PASSWORD': '«m4pping»'}}\n"),
  'Python, a default': configuration('env.py', `import os\nos.environ.setdefault("DB_PASSWORD", "«d3fault»")\n`),
  nginx: configuration('nginx.conf', 'location / {\n  proxy_set_header Authorization "Basic «bmdpbng6czNjcmV0»";\n}\n'),
  shell: configuration('run.sh', '#!/bin/sh\nexport ADMIN_TOKEN=«sh3lltoken»\nexec app --login "$USER"\n'),
  '.env': configuration('.env', 'PORT=1\nSTRIPE_KEY="«d0tenv»"\n'),
  "Redis' own": configuration('redis.conf', 'maxmemory 1gb\nrequirepass «r3quired»\n'),
  "Redis' users": configuration('users.acl', 'user app on >«4clpass» ~* +@all\n'),
  '.netrc': configuration('netrc', 'machine git.example.com login bot password «n3trc»\n'),
  '.pgpass': configuration('pgpass', 'db:5432:app:app:«pgp4ssfile»\n'),
  '.npmrc': configuration('npmrc', '//registry.example.com/:_authToken=«0f0f0f0f-1111-2222»\n'),
  htpasswd: configuration('htpasswd', 'admin:«$apr1$9Cv8OMGj$4bfTqHGxI3U.Vv1»\n'),
  Logstash: configuration('logstash.conf', 'output {\n  elasticsearch { user => "a" password => "«l0gstash»" }\n}\n'),
  PHP: configuration('wp-config.php', "<?php\ndefine( 'DB_PASSWORD', '«w0rdpress»' );\n"),
  'a key of its own': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\ndata: { ADMIN_PASSWORD: «0wnkey» }\n',
  'binary data': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\nbinaryData: { app.env: «${Buffer.from('DB_PASSWORD=b1nary\n').toString('base64')}» }\n`,
  // custom resources
  'custom resource':
    'apiVersion: example.com/v1\nkind: Database\nmetadata: { name: a, namespace: n }\nspec: { auth: { user: a, password: «cust0m» } }\n',
  "Helm's values":
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a, namespace: n }\nspec: { values: { postgresql: { auth: { postgresPassword: «h3lmvalue» } } } }\n',
  "Argo CD's parameters":
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a, namespace: n }\nspec: { source: { helm: { parameters: [{ name: db.password, value: «4rgoparam» }] } } }\n',
  "Argo CD's values as text":
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a, namespace: n }\nspec:\n  source:\n    helm:\n      values: |\n        redis:\n          password: «4rgotext»\n',
  // annotations
  'annotation by its name':
    'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: n, annotations: { example.com/api-token: «4nnotated» } }\nspec: { ports: [{ port: 80 }] }\n',
  'annotation with a snippet': `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  namespace: n\n  annotations:\n    nginx.ingress.kubernetes.io/configuration-snippet: |\n      proxy_set_header X-Auth-Token "«sn1ppet»";\nspec: { defaultBackend: { service: { name: a, port: { number: 80 } } } }\n`,
  'what kubectl noted': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: n\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"stringData":{"x":"«l4stapplied»"}}'\ndata: { a: b }\n`,
  // Secrets and their copies
  'Secret, data': `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: n }\ndata: { a: «${Buffer.from('s3cretdata').toString('base64')}» }\n`,
  'Secret, text': 'apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: n }\nstringData: { config: "host=db «s3crettext»" }\n',
  'copy in a variable': `${secret('«c0pyofasecret»')}---\n${deployment('env: [{ name: GREETING, value: «c0pyofasecret» }]')}`,
  'copy within a text': `${secret('«c0pywithin»')}---\n${configuration('motd', 'welcome to «c0pywithin» and be well\n')}`,
  'copy in base64': `${secret('«c0pyinbase»')}---\n${deployment(`args: [--seed, «${Buffer.from('c0pyinbase').toString('base64')}»]`)}`,
  'copy in a name': `${secret('«c0pyinlabel»')}---\napiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: n, labels: { build: «c0pyinlabel» } }\nspec: { ports: [{ port: 80 }] }\n`,
  // formats of tokens, under names that say nothing
  AWS: deployment('env: [{ name: ID, value: «AK§IAIOSFODNN7EXAMPLE» }]'),
  'AWS, the other half': configuration('credentials', '[default]\naws_secret_access_key = «wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»\n'),
  GCP: configuration(
    'account.json',
    '{ "type": "service_account", "private_key_id": "«0a1b2c3d4e5f»", "private_key": "-----BEGIN PRIV§ATE KEY-----\\n«MIIEvQIBADANBgkqhkiG9w0B»\\n-----END PRIV§ATE KEY-----\\n" }\n',
  ),
  'GCP, a key': deployment('env: [{ name: MAPS, value: «AI§zaSyD4f5g6h7j8k9l0q1w2e3r4t5y6u7i8o9p» }]'),
  GitHub: deployment('args: [--with, «gh§p_16C7e42F292c6912E7710c838347Ae178B4a»]'),
  'GitHub, fine-grained': configuration(
    'notes.txt',
    'use «github_§pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUV» here\n',
  ),
  GitLab: deployment('env: [{ name: CI, value: «gl§pat-12aBcD34eFgH56iJkL78» }]'),
  Slack: deployment('env: [{ name: CHAT, value: «xo§xb-123456789012-1234567890123-aBcDeFgHiJkLmNoPqRsTuVw1» }]'),
  Stripe: deployment('env: [{ name: PAY, value: «sk_§live_4eC39HqLyjWDarjtT1zdp7dc» }]'),
  npm: configuration('note', 'login with «np§m_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789» please\n'),
  PyPI: deployment('env: [{ name: UP, value: «py§pi-AgEIcHlwaS5vcmcCJDEyMzQ1Njc4LTkwYWItY2RlZi0xMjM0LTU2Nzg5MGFiY2RlZg» }]'),
  'error tracker': deployment(
    'env: [{ name: CLI, value: «sn§trys_eyJpYXQiOjE3MDAwMDAwMDAuMDAwMDAwfQ==_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789» }]',
  ),
  JWT: configuration('kube.txt', 'bearer «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U»\n'),
  PEM: configuration(
    'tls',
    '-----BEGIN RSA PRIV§ATE KEY-----\n«MIIEowIBAAKCAQEAxz7y0»\n«Qk1vZG5hbWVzMTIzNDU2»\n-----END RSA PRIV§ATE KEY-----\n',
  ),
  OpenSSH: deployment(
    'env: [{ name: ID, value: "-----BEGIN OPENSSH PRIV§ATE KEY-----\\n«b3BlbnNzaC1rZXktdjEAAAAA»\\n-----END OPENSSH PRIV§ATE KEY-----\\n" }]',
  ),
  PGP: configuration(
    'ring',
    '-----BEGIN PGP PRIV§ATE KEY BLOCK-----\n\n«lQOYBF4abcd1BCADexample00»\n=«aB3d»\n-----END PGP PRIV§ATE KEY BLOCK-----\n',
  ),
  age: configuration('keys.txt', '# public key: age1x\n«AGE-SECRET-§KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQ5Z»\n'),
};

function deployment(field: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: a, namespace: n }
spec:
  selector: { matchLabels: { a: b } }
  template:
    metadata: { labels: { a: b } }
    spec:
      containers:
        - name: c
          image: "a:1"
          ${field}
`;
}

function configuration(file: string, text: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: n }
data:
  ${file}: |
${text.replace(/^/gm, '    ').trimEnd()}
`;
}

function secret(value: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: n }\nstringData: { a: ${value} }\n`;
}
