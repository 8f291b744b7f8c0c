package fleet

import (
	"runtime"
	"unsafe"
)

// Memory says what a fleet takes, in bytes.
type Memory struct {
	Phones         int
	Record         int     // one resting phone
	Records        int     // all of them, with a bit for each that says whether it boots
	Lists          int     // number of different trust lists
	ListBytes      int     // their content
	Configurations int     // number of different configurations
	LSCs           int     // number of certificates; they are not shared
	Heap           int     // growth of the process's heap since before the fleet was made: everything
	PerPhone       float64 // Heap by Phones
}

// Memory measures: it runs the garbage collector and reads the size of the heap, so that what else the program does
// counts too.
func (f *Fleet) Memory() Memory {
	m := Memory{Phones: len(f.records), Record: int(unsafe.Sizeof(record{})), LSCs: f.lscs.len()}
	m.Records = cap(f.records)*m.Record + cap(f.busy)*8
	f.contents.mutex.RLock()
	m.Lists, m.ListBytes, m.Configurations = len(f.contents.lists)-1, f.contents.listSize, len(f.contents.configs)-1
	f.contents.mutex.RUnlock()
	m.Heap = int(heap()) - int(f.baseline)
	m.PerPhone = float64(m.Heap) / float64(max(m.Phones, 1))
	runtime.KeepAlive(f)
	return m
}

// heap is the number of live bytes. Pools need two rounds to let go.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
