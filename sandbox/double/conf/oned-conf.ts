/**
 * oned.conf in the order and spelling of the shipped file: same attributes and blocks, the Raft hooks
 * commented out, comments in our words. SQLite is EOLE's default engine.
 */
const shippedOnedConf = `#*******************************************************************************
#                       OpenNebula Configuration file
#*******************************************************************************

#*******************************************************************************
# Daemon configuration attributes
#*******************************************************************************

LOG = [
  SYSTEM      = "file",
  DEBUG_LEVEL = 3,
  USE_VMS_LOCATION = "NO"
]

#MANAGER_TIMER = 15

MONITORING_INTERVAL_DATASTORE = 300
MONITORING_INTERVAL_MARKET    = 600

#DS_MONITOR_VM_DISK = 10

SCRIPTS_REMOTE_DIR=/var/tmp/one

PORT = 2633

LISTEN_ADDRESS = "0.0.0.0"

DB = [ BACKEND = "sqlite",
       TIMEOUT = 2500 ]

# Sample configuration for MySQL
# DB = [ BACKEND = "mysql",
#        SERVER  = "localhost",
#        PORT    = 0,
#        USER    = "oneadmin",
#        PASSWD  = "oneadmin",
#        DB_NAME = "opennebula",
#        CONNECTIONS = 25,
#        COMPARE_BINARY = "no" ]

VNC_PORTS = [
    START    = 5900
#    RESERVED = "32768:65536"
]

#*******************************************************************************
# Federation & HA configuration attributes
#-------------------------------------------------------------------------------
#  FEDERATION: role of this oned, its zone and its id in the zone's server pool
#   SERVER_ID: -1 for a server that runs alone
#
#  RAFT: algorithm attributes, times in milliseconds unless said
#*******************************************************************************

FEDERATION = [
    MODE          = "STANDALONE",
    ZONE_ID       = 0,
    SERVER_ID     = -1,
    MASTER_ONED   = ""
]

RAFT = [
    LIMIT_PURGE          = 100000,
    LOG_RETENTION        = 250000,
    LOG_PURGE_TIMEOUT    = 60,
    ELECTION_TIMEOUT_MS  = 5000,
    BROADCAST_TIMEOUT_MS = 500,
    XMLRPC_TIMEOUT_MS    = 1000
]

# Executed when a server transits from follower->leader
# RAFT_LEADER_HOOK = [
#     COMMAND = "raft/vip.sh",
#     ARGUMENTS = "leader interface ip_cidr [interface ip_cidr ...]"
# ]

# Executed when a server transits from leader->follower
# RAFT_FOLLOWER_HOOK = [
#     COMMAND = "raft/vip.sh",
#     ARGUMENTS = "follower interface ip_cidr [interface ip_cidr ...]"
# ]

#*******************************************************************************
# Default showback cost
#*******************************************************************************

DEFAULT_COST = [
    CPU_COST    = 0,
    MEMORY_COST = 0,
    DISK_COST   = 0
]

#*******************************************************************************
# Physical networks and datastores
#*******************************************************************************

NETWORK_SIZE = 254

MAC_PREFIX   = "02:00"

DATASTORE_CAPACITY_CHECK = "yes"

DEFAULT_DEVICE_PREFIX       = "sd"
DEFAULT_CDROM_DEVICE_PREFIX = "hd"

DEFAULT_IMAGE_TYPE           = "OS"

#*******************************************************************************
# Drivers
#*******************************************************************************

IM_MAD = [
    NAME       = "monitord",
    EXECUTABLE = "onemonitord",
    ARGUMENTS  = "-c monitord.conf",
    THREADS    = 8 ]

VM_MAD = [
    NAME           = "kvm",
    SUNSTONE_NAME  = "KVM",
    EXECUTABLE     = "one_vmm_exec",
    ARGUMENTS      = "-l -t 15 -r 0 -p kvm",
    DEFAULT        = "vmm_exec/vmm_exec_kvm.conf",
    TYPE           = "kvm",
    KEEP_SNAPSHOTS = "yes" ]

TM_MAD = [
    EXECUTABLE = "one_tm",
    ARGUMENTS = "-t 15 -d dummy,lvm,shared,fs_lvm,qcow2,ssh,ceph,dev"
]
`;

/** oned.conf with that SERVER_ID and nothing else changed; -1 runs alone. */
export function onedConf(serverId: number): string {
  return shippedOnedConf.replace('SERVER_ID     = -1', `SERVER_ID     = ${serverId}`);
}

/** monitord.conf as shipped, as far as anybody here reads it. */
export const monitordConf = `#*******************************************************************************
# OpenNebula monitor daemon configuration
#*******************************************************************************

MANAGER_TIMER         = 15
MONITORING_INTERVAL_HOST = 180

HOST_MONITORING_EXPIRATION_TIME = 86400
VM_MONITORING_EXPIRATION_TIME   = 86400

#*******************************************************************************
# Network of the monitor: where hosts send to
#-------------------------------------------------------------------------------
#  ADDRESS: where monitord listens
#  MONITOR_ADDRESS: what agents on the hosts send to; auto takes this machine's
#  own, which is wrong for a highly available front-end
#*******************************************************************************

NETWORK = [
    ADDRESS         = "0.0.0.0",
    MONITOR_ADDRESS = "auto",
    PORT            = 4124,
    THREADS         = 8,
    PUBKEY          = "",
    PRIKEY          = ""
]

PROBES_PERIOD = [
    BEACON_HOST    = 30,
    SYSTEM_HOST    = 600,
    MONITOR_HOST   = 120,
    STATE_VM       = 5,
    MONITOR_VM     = 30,
    SYNC_STATE_VM  = 180
]

IM_MAD = [
    NAME          = "kvm",
    SUNSTONE_NAME = "KVM",
    EXECUTABLE    = "one_im_ssh",
    ARGUMENTS     = "-r 3 -t 15 -w 90 kvm",
    THREADS       = 0
]
`;
