"""Looks at a publisher by what its own WSDLs say, strictly read, and restarts a service: the state of services before and after it, the refusal of one that
cannot be restarted so, the registration of each phone anew, and counters of a session.

    /usr/bin/python3 look.py PUBLISHER SERVICE
"""

import os
import sys
import time

import requests
import urllib3
import zeep
from zeep.transports import Transport

HOST, SERVICE = sys.argv[1:]
TRIES = 120

urllib3.disable_warnings()  # certificates of nodes are not verified: every lab makes its own
session = requests.Session()
session.verify = False
session.trust_env = False
session.auth = (os.environ.get("CUCM_USERNAME", "administrator"), os.environ.get("CUCM_PASSWORD", "tvslab"))


def service(path):
    return zeep.Client(f"https://{HOST}:8443{path}?wsdl", transport=Transport(session=session, timeout=30, operation_timeout=30)).service


ris = service("/realtimeservice2/services/RISService70")
control = service("/controlcenterservice2/services/ControlCenterServices")
perfmon = service("/perfmonservice2/services/PerfmonService")


def status():
    return control.soapGetServiceStatus(ServiceStatus=[SERVICE]).ServiceInfoList.item[0]


def restart(name):
    request = {"NodeName": HOST, "ControlType": "Restart", "ServiceList": {"item": [name]}}
    return control.soapDoControlServices(ControlServiceRequest=request).ReturnCode


def registered(node):
    """When each phone that is registered at a node registered, in seconds."""
    criteria = {
        "MaxReturnedDevices": 1000, "DeviceClass": "Phone", "Model": 255, "Status": "Registered", "NodeName": node, "SelectBy": "Name",
        "SelectItems": {"item": [{"Item": "SEP*"}]}, "Protocol": "Any", "DownloadStatus": "Any",
    }
    found = ris.selectCmDevice(StateInfo="", CmSelectionCriteria=criteria).SelectCmDeviceResult.CmNodes.item
    return {device.Name: device.TimeStamp for each in found if each.CmDevices for device in each.CmDevices.item}


def anew(node, before):
    for _ in range(TRIES):
        now = registered(node)
        if all(now.get(name, 0) > stamp for name, stamp in before.items()):
            return now
        time.sleep(0.25)
    sys.exit("phones do not register again")


def counters(*names):
    handle = perfmon.perfmonOpenSession()
    wanted = [{"Name": rf"\\{HOST}\Cisco CallManager\{name}"} for name in names]
    perfmon.perfmonAddCounter(SessionHandle=handle, ArrayOfCounter={"Counter": wanted})
    found = perfmon.perfmonCollectSessionData(SessionHandle=handle)
    perfmon.perfmonCloseSession(SessionHandle=handle)
    return {counter.Name.split("\\")[-1]: counter.Value for counter in found}


product = control.getProductInformationList(ServiceInfo="")
print(f"{product.PrimaryNode}: {product.ActiveServerVersion}")
was, before = status(), registered(product.PrimaryNode)
print(f"{SERVICE}: {was.ServiceStatus}")
time.sleep(1.1)  # times of RisPort and Control Center are whole seconds
print(f"restart: {restart(SERVICE)}")
now = anew(product.PrimaryNode, before)
print(f"{SERVICE}: {status().ServiceStatus}, {'restarted' if status().StartTime != was.StartTime else 'as before'}")
try:
    restart("Cisco Tomcat")
except zeep.exceptions.Fault as refusal:
    print(f"refused: {refusal.message}")
print(f"registered anew: {len(now)} of {len(before)}")
for name, value in counters("RegisteredHardwarePhones", "CallsActive").items():
    print(f"{name}: {value}")
