# Gives this mount namespace a /sys of its own network namespace; read by pane.sh and proxmox.sh. $own_sys: an empty folder.
# What is mounted below the old one, such as tracefs, bpffs and the cgroups, is bound below the new one.
sys_mount=
while read -r id _ _ _ point options _; do
  [ "$point" != /sys ] || sys_mount="$id $options"
done </proc/self/mountinfo
# The fields are in proc_pid_mountinfo(5). A kernel that refuses leaves the old one.
if [ -n "$sys_mount" ] && mkdir -p "$own_sys" && mount -n -t sysfs -o "${sys_mount#* }" sysfs "$own_sys" 2>/dev/null; then
  while read -r _ parent _ _ point _; do
    [ "$parent" != "${sys_mount%% *}" ] || mount -n --rbind "$point" "$own_sys${point#/sys}" 2>/dev/null || :
  done </proc/self/mountinfo
  mount -n --move "$own_sys" /sys
fi
