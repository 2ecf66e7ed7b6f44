import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One OpenSearch node on the loopback address, for development and tests: FOLDER PORT. */
public final class OneNode {
    public static void main(String[] arguments) throws Exception {
        var runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("http.port", arguments[1]);
            settings.put("transport.port", "0");
            settings.put("network.host", "127.0.0.1");
            settings.put("discovery.type", "single-node");
            settings.putList("discovery.seed_hosts");
            settings.remove("cluster.initial_cluster_manager_nodes");
            settings.remove("cluster.initial_master_nodes");
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runner.close();
            } catch (java.io.IOException tooLate) {
                System.err.println(tooLate);
            }
        }));
        var configs = OpenSearchRunner.newConfigs().clusterName("shopstack-search").numOfNode(1);
        runner.build(configs.basePath(arguments[0]));
        Thread.currentThread().join();
    }
}
