import { configMap, type MakerFacts, secret, services } from "./maker.ts";

const login = [
  "username",
  "password",
  "user",
  "dbname",
  "host",
  "port",
  "pgpass",
  "uri",
  "jdbc-uri",
  "fqdn-uri",
  "fqdn-jdbc-uri",
];

/** Operators of databases. */
export const databases: readonly MakerFacts[] = [
  {
    from: "postgresql.cnpg.io/Cluster",
    makes: [
      ...services("{metadata.name}-rw", "{metadata.name}-ro", "{metadata.name}-r"),
      ...services("{spec.managed.services.additional[].serviceTemplate.metadata.name}"),
      secret("{metadata.name}-app", ...login),
      { ...secret("{metadata.name}-superuser", ...login), when: "spec.enableSuperuserAccess=true" },
      secret("{metadata.name}-ca", "ca.crt", "ca.key"),
      secret("{metadata.name}-server", "tls.crt", "tls.key"),
      secret("{metadata.name}-replication", "tls.crt", "tls.key"),
      configMap("cnpg-default-monitoring"),
    ],
    source: "https://cloudnative-pg.io/documentation/current/applications/",
  },
  {
    from: "postgresql.cnpg.io/Pooler",
    makes: services("{metadata.name}"),
    source: "https://cloudnative-pg.io/documentation/current/connection_pooling/",
  },
  {
    from: "postgres-operator.crunchydata.com/PostgresCluster",
    makes: [
      ...services(
        "{metadata.name}-primary",
        "{metadata.name}-replicas",
        "{metadata.name}-ha",
        "{metadata.name}-pods",
        "{metadata.name}-pgbouncer",
      ),
      secret("{metadata.name}-pguser-{metadata.name}"),
      secret("{metadata.name}-pguser-{spec.users[].name}"),
      secret("{metadata.name}-cluster-cert"),
    ],
    source:
      "https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/basic-setup/connect-cluster",
  },
  {
    from: "acid.zalan.do/postgresql",
    makes: [
      ...services("{metadata.name}", "{metadata.name}-repl", "{metadata.name}-pooler", "{metadata.name}-pooler-repl"),
      secret("{spec.users.*}.{metadata.name}.credentials.postgresql.acid.zalan.do", "username", "password"),
      secret("postgres.{metadata.name}.credentials.postgresql.acid.zalan.do", "username", "password"),
      secret("standby.{metadata.name}.credentials.postgresql.acid.zalan.do", "username", "password"),
      secret("pooler.{metadata.name}.credentials.postgresql.acid.zalan.do", "username", "password"),
    ],
    source: "https://postgres-operator.readthedocs.io/en/latest/user/#connect-to-postgresql",
  },
  {
    from: "k8s.mariadb.com/MariaDB",
    makes: [
      ...services(
        "{metadata.name}",
        "{metadata.name}-internal",
        "{metadata.name}-primary",
        "{metadata.name}-secondary",
      ),
      secret("{metadata.name}-root"),
      secret("{metadata.name}-password"),
      { ...secret("{spec.rootPasswordSecretKeyRef.name}"), when: "spec.rootPasswordSecretKeyRef.generate=true" },
      { ...secret("{spec.passwordSecretKeyRef.name}"), when: "spec.passwordSecretKeyRef.generate=true" },
    ],
    source: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/high_availability.md",
  },
  {
    from: "k8s.mariadb.com/MaxScale",
    makes: services("{metadata.name}", "{metadata.name}-gui"),
    source: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/maxscale.md",
  },
  {
    from: "k8s.mariadb.com/Connection",
    makes: [secret("{spec.secretName|metadata.name}")],
    source: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/connection.md",
  },
  {
    from: "mysql.oracle.com/InnoDBCluster",
    makes: services("{metadata.name}", "{metadata.name}-instances"),
    source: "https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-connecting.html",
  },
  {
    from: "pxc.percona.com/PerconaXtraDBCluster",
    makes: [
      ...services(
        "{metadata.name}-pxc",
        "{metadata.name}-haproxy",
        "{metadata.name}-haproxy-replicas",
        "{metadata.name}-proxysql",
      ),
      secret("{spec.secretsName}"),
      secret("{metadata.name}-secrets"),
    ],
    source: "https://docs.percona.com/percona-operator-for-mysql/pxc/connect.html",
  },
  {
    from: "psmdb.percona.com/PerconaServerMongoDB",
    makes: [
      ...services("{metadata.name}-mongos", "{metadata.name}-{spec.replsets[].name}"),
      secret("{spec.secrets.users}"),
      secret("{metadata.name}-secrets"),
    ],
    source: "https://docs.percona.com/percona-operator-for-mongodb/connect.html",
  },
  {
    from: "mongodbcommunity.mongodb.com/MongoDBCommunity",
    makes: [
      ...services("{metadata.name}-svc"),
      secret("{metadata.name}-{spec.users[].db}-{spec.users[].name}"),
      secret("{spec.users[].connectionStringSecretName}"),
    ],
    source: "https://github.com/mongodb/mongodb-kubernetes-operator/blob/master/docs/deploy-configure.md",
  },
  {
    from: "elasticsearch.k8s.elastic.co/Elasticsearch",
    makes: [
      ...services("{metadata.name}-es-http", "{metadata.name}-es-transport", "{metadata.name}-es-internal-http"),
      secret("{metadata.name}-es-elastic-user", "elastic"),
      secret("{metadata.name}-es-http-certs-public", "tls.crt", "ca.crt"),
      secret("{metadata.name}-es-http-certs-internal", "tls.crt", "tls.key", "ca.crt"),
    ],
    source: "https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/accessing-services",
  },
  ...[
    ["kibana.k8s.elastic.co/Kibana", "kb"],
    ["apm.k8s.elastic.co/ApmServer", "apm"],
    ["enterprisesearch.k8s.elastic.co/EnterpriseSearch", "ent"],
    ["agent.k8s.elastic.co/Agent", "agent"],
    ["maps.k8s.elastic.co/ElasticMapsServer", "ems"],
  ].map(([from = "", part]) => ({
    from,
    makes: [
      ...services(`{metadata.name}-${part}-http`),
      secret(`{metadata.name}-${part}-http-certs-public`, "tls.crt", "ca.crt"),
      ...(part === "apm" ? [secret("{metadata.name}-apm-token", "secret-token")] : []),
    ],
    source: "https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/accessing-services",
  })),
  {
    from: "databases.spotahome.com/RedisFailover",
    makes: services("rfs-{metadata.name}", "rfr-{metadata.name}", "rfrm-{metadata.name}", "rfrs-{metadata.name}"),
    source: "https://github.com/spotahome/redis-operator#connection-to-the-created-redis-failovers",
  },
  {
    from: "dragonflydb.io/Dragonfly",
    makes: services("{metadata.name}"),
    source: "https://www.dragonflydb.io/docs/getting-started/kubernetes-operator",
  },
  {
    from: "clickhouse.altinity.com/ClickHouseInstallation",
    makes: services("clickhouse-{metadata.name}"),
    source: "https://github.com/Altinity/clickhouse-operator/blob/master/docs/quick_start.md",
  },
];
