storage:
  dbPath: /data/db
  wiredTiger:
    engineConfig:
      cacheSizeGB: {{ include "mongodb.cacheGB" . }}
net:
  port: 27017
  bindIpAll: true
replication:
  replSetName: rs0
security:
  authorization: enabled
  keyFile: /run/mongodb/keyfile
systemLog:
  quiet: true
