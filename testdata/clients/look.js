// Looks at a cluster as an inventory does, and changes one parameter: finds the phones in AXL, sets the parameter, resets them, waits until
// RisPort has each registered anew, compares PerfMon, and names those that are locked out, by their own pages.
//
//   NODE_TLS_REJECT_UNAUTHORIZED=0 node look.js PUBLISHER VERSION PORT-OF-PHONES PARAMETER VALUE
"use strict";
const Axl = require("cisco-axl");
const RisPort = require("cisco-risport");
const PerfMon = require("cisco-perfmon");

const [host, version, port, parameter, value] = process.argv.slice(2);
const user = process.env.CUCM_USERNAME || "administrator";
const password = process.env.CUCM_PASSWORD || "tvslab";
const axl = new Axl(host, user, password, version);
const ris = new RisPort(host, user, password, {}, false);
const perfmon = new PerfMon(host, user, password, {}, false);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const fail = (why) => { throw new Error(why); };

async function names() {
  const all = [];
  for (let skip = 0; ; skip += 4) { // small pages, so that there is more than one
    const page = await axl.executeOperation("listPhone", { searchCriteria: { name: "SEP%" }, returnedTags: { name: "", model: "" }, skip: String(skip), first: "4" });
    if (!page) return all; // cisco-axl gives nothing for an empty list
    all.push(...[].concat(page.phone).map((p) => p.name));
  }
}

// set goes by SQL: of an operation that has an element "value" cisco-axl sends nothing else.
async function set() {
  const where = `from processconfig where paramname='${parameter}'`;
  const read = async () => [].concat((await axl.executeOperation("executeSQLQuery", { sql: "select paramvalue " + where })).row)[0].paramvalue;
  const was = await read();
  const did = await axl.executeOperation("executeSQLUpdate", { sql: `update processconfig set paramvalue='${value}' where paramname='${parameter}'` });
  if (String(did.rowsUpdated) !== "1") fail(`rowsUpdated: ${did.rowsUpdated}`);
  return [was, await read()];
}

async function devices(action, items) {
  const found = (await ris.selectCmDevice(action, 1000, "Phone", 255, "Any", "", "Name", items, "Any", "Any")).results;
  const list = {};
  for (const node of [].concat(found))
    for (const d of [].concat(node.CmDevices?.item || []))
      if (!list[d.Name] || list[d.Name].TimeStamp < d.TimeStamp) list[d.Name] = { ...d, node: node.Name };
  return list;
}

// settled waits until the fleet is quiet: a restart makes phones register too, and RisPort's times are whole seconds.
async function settled() {
  let before = await devices("SelectCmDevice", "SEP*");
  for (let i = 0; i < 60; i++) {
    await pause(1100);
    const now = await devices("SelectCmDevice", "SEP*");
    if (Object.values(now).every((d) => d.TimeStamp === before[d.Name]?.TimeStamp)) return now;
    before = now;
  }
  fail("phones do not come to rest");
}

async function resetAndWait(phones) {
  const before = await settled();
  await axl.executeOperation("doEnterpriseParametersReset", {});
  for (let i = 0; i < 240; i++) {
    const now = await devices("SelectCmDeviceExt", phones);
    if (phones.every((p) => now[p]?.Status === "Registered" && Number(now[p].TimeStamp) > Number(before[p].TimeStamp))) return now;
    await pause(250);
  }
  fail("phones do not register again");
}

// locked is whether the last word of a phone about its lists is that it refused them.
async function locked(device) {
  const page = await fetch(`http://${device.IPAddress.item.IP}:${port}/CGI/Java/Serviceability?adapter=device.settings.status.messages`);
  const words = (await page.text()).match(/Trust List (updated|update failed)/g) || fail(`${device.Name} says nothing of its lists`);
  return words.at(-1) === "Trust List update failed";
}

(async () => {
  const release = (await axl.executeOperation("getCCMVersion", {})).componentVersion.version;
  const phones = await names();
  console.log(`${release}: ${phones.length} phones`);
  const [was, is] = await set();
  console.log(`${parameter}: ${was}, now ${is}`);
  const now = await resetAndWait(phones);
  console.log(`registered: ${Object.keys(now).length}`);
  const counters = (await perfmon.collectCounterData(host, "Cisco CallManager")).results;
  console.log(`RegisteredHardwarePhones: ${counters.find((c) => c.counter === "RegisteredHardwarePhones").value}`);
  const out = [];
  for (const p of phones) if (await locked(now[p])) out.push(p);
  console.log(`locked: ${out.join(" ") || "none"}`);
})().catch((e) => { console.error(e); process.exit(1); });
