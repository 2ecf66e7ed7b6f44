import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;

/** mongo-java-server on the loopback address, with its data in memory: PORT. */
public final class OneServer {
    /** Calls itself as old as the driver will have it, and knows `hello` by its older name alone. */
    private static final class Backend extends MemoryBackend {
        Backend() {
            version(new MongoVersion() {
                @Override
                public int getWireVersion() {
                    return 9;
                }

                @Override
                public List<Integer> getVersionArray() {
                    return List.of(4, 4, 0, 0);
                }
            });
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            return super.handleCommand(channel, database, "hello".equals(command) ? "isMaster" : command, query);
        }
    }

    public static void main(String[] arguments) throws Exception {
        var server = new MongoServer(new Backend());
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
        Thread.currentThread().join();
    }
}
