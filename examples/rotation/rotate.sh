#!/bin/sh
# Replaces what phones verify lists with, on all nodes of a cluster, wholly from outside, by curl. See README.md.
#
#   ORDER=good sh rotate.sh PUBLISHER [SUBSCRIBER...]
#
# ORDER=bad changes everything at once, and locks phones out.
set -eu

: "${ORDER:=good}" "${AXL_USER:=administrator}" "${AXL_PASSWORD:=tvslab}" "${OS_USER:=admin}" "${OS_PASSWORD:=tvslab}"
: "${PORT:=8443}" "${REST_PORT:=443}" "${SSH_PORT:=22}" "${TRIES:=120}"
publisher=${1:?"address of the publisher"}
soap='<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>%s</soapenv:Body></soapenv:Envelope>'

# Passwords go to curl by its standard input, not by arguments that everybody on this machine sees.
ask() { # URL USER PASSWORD, then arguments of curl
  url=$1 login="user = \"$2:$3\""
  shift 3
  printf '%s\n' "$login" | curl --silent --show-error --fail --insecure --max-time 120 --config - "$@" "$url"
}

post() { # NODE PATH BODY
  # shellcheck disable=SC2059
  ask "https://$1:$PORT$2" "$AXL_USER" "$AXL_PASSWORD" -H 'Content-Type: text/xml' --data "$(printf "$soap" "$3")"
}

axl() { # OPERATION CONTENT
  post "$publisher" /axl/ "<ns:$1 xmlns:ns=\"http://www.cisco.com/AXL/API/$version\">$2</ns:$1>"
}

devices() { # of RisPort: a line for each phone: NAME STATUS TIMESTAMP
  post "$publisher" /realtimeservice2/services/RISService70 "<s:selectCmDevice xmlns:s=\"http://schemas.cisco.com/ast/soap\"><s:StateInfo/><s:CmSelectionCriteria>\
<s:MaxReturnedDevices>1000</s:MaxReturnedDevices><s:DeviceClass>Phone</s:DeviceClass><s:Model>255</s:Model><s:Status>Any</s:Status><s:NodeName/><s:SelectBy>Name</s:SelectBy>\
<s:SelectItems><s:item><s:Item>SEP*</s:Item></s:item></s:SelectItems><s:Protocol>Any</s:Protocol><s:DownloadStatus>Any</s:DownloadStatus></s:CmSelectionCriteria></s:selectCmDevice>" |
    awk 'BEGIN { RS = "<" }
      /^ns1:Name>SEP/ { name = substr($0, 10); state = "" }
      /^ns1:Status>/ && state == "" { state = substr($0, 12) }
      /^ns1:TimeStamp>/ && substr($0, 15) > stamp[name] { stamp[name] = substr($0, 15); newest[name] = state }
      END { for (name in stamp) print name, newest[name], stamp[name] }' | sort
}

settle() { # until the fleet is quiet: a restart makes phones register too, and RisPort's times are whole seconds
  devices >"$folder/before"
  for _ in $(seq "$TRIES"); do
    sleep 2
    devices >"$folder/now"
    ! cmp -s "$folder/before" "$folder/now" || return 0
    mv "$folder/now" "$folder/before"
  done
  echo "phones do not come to rest" >&2
  return 1
}

reset_phones() { # all of them, until each has registered anew
  settle
  axl doEnterpriseParametersReset '' >/dev/null
  for _ in $(seq "$TRIES"); do
    devices >"$folder/now"
    left=$(awk 'NR == FNR { was[$1] = $3; next } $2 == "Registered" && $3 > was[$1] { delete was[$1] } END { n = 0; for (name in was) n++; print n }' "$folder/before" "$folder/now")
    [ "$left" -gt 0 ] || { echo "$(wc -l <"$folder/now") phones have registered"; return; }
    sleep 1
  done
  echo "$left phones have not registered" >&2
  return 1
}

restart() { # NODE SERVICE...
  node=$1 list=
  shift
  for service; do list="$list<item>$service</item>"; done
  post "$node" /controlcenterservice2/services/ControlCenterServices "<s:soapDoControlServices xmlns:s=\"http://schemas.cisco.com/ast/soap\"><ControlServiceRequest>\
<NodeName>$node</NodeName><ControlType>Restart</ControlType><ServiceList>$list</ServiceList></ControlServiceRequest></s:soapDoControlServices>" |
    grep -q 'ReturnCode>0<' || { echo "$node: $* not restarted" >&2; return 1; }
  echo "$node: restarted $*"
}

# Before 14 nothing but the command line makes certificates. A node takes a shell and no commands, so the script types.
typed() { # NODE LINE...
  node=$1
  shift
  printf '%s\n' "$@" | SSH_ASKPASS="$folder/askpass" SSH_ASKPASS_REQUIRE=force ssh -tt -F none -p "$SSH_PORT" -o StrictHostKeyChecking=accept-new \
    -o UserKnownHostsFile="${KNOWN_HOSTS:-$HOME/.ssh/known_hosts}" -o LogLevel=ERROR "$OS_USER@$node"
}

regenerate() { # NODE CERTIFICATE
  if [ "$major" -ge 14 ]; then
    ask "https://$1:$REST_PORT/platformcom/api/v1/certmgr/config/selfsigned" "$OS_USER" "$OS_PASSWORD" -H 'Content-Type: application/json' --data "{\"service\": \"$2\"}" >/dev/null
  else
    typed "$1" "set cert regen $2" yes quit >"$folder/screen"
    grep -q 'Successfully Regenerated' "$folder/screen" || { cat "$folder/screen" >&2; return 1; }
  fi
  echo "$1: regenerated $2"
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '#!/bin/sh\nprintf "%%s\\n" "$OS_PASSWORD"\n' >"$folder/askpass"
chmod 700 "$folder/askpass"
export OS_PASSWORD

version=1.0
build=$(axl getCCMVersion '' | sed -n 's/.*<version>\([^<]*\)<.*/\1/p')
version=$(echo "$build" | cut -d. -f1,2)
major=${version%%.*}
# What signs the lists of phones: from 12.0 on the key of ITL recovery, which the publisher has; before that CallManager of each TFTP server.
if [ "$major" -ge 12 ]; then signer=ITLRecovery; else signer=CallManager; fi
echo "$build, $(devices | wc -l) phones, $signer signs"

renew_signers() {
  for node; do
    [ "$signer" = CallManager ] || [ "$node" = "$publisher" ] || continue
    regenerate "$node" "$signer"
    restart "$node" 'Cisco CallManager' 'Cisco Tftp' 'Cisco Trust Verification Service'
    [ "$ORDER" = bad ] || reset_phones
  done
}

renew_tvs() {
  for node; do
    regenerate "$node" TVS
    restart "$node" 'Cisco Trust Verification Service'
    [ "$ORDER" = bad ] || reset_phones
  done
}

renew_signers "$@"
renew_tvs "$@"
[ "$ORDER" = good ] || axl doEnterpriseParametersReset '' >/dev/null
