package linked

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // SPDX wants it of each file
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/spdx"
	"github.com/spdx/tools-golang/spdx/v2/common"
	"github.com/spdx/tools-golang/spdxlib"

	"tvslab/packaging/release"
)

// Bill is the bill of materials of a release as an SPDX 2.3 document in JSON: tvslab, what it is linked with, and the programs. It is read again
// and checked before it is given.
func Bill(r release.Release, parts []*Part, programs []Program) ([]byte, error) {
	const self = "tvslab"
	doc := &spdx.Document{SPDXVersion: spdx.Version, DataLicense: spdx.DataLicense, SPDXIdentifier: "DOCUMENT", DocumentName: "tvslab-" + r.Version,
		DocumentNamespace: "https://spdx.org/spdxdocs/tvslab-" + r.Version + "-" + r.Commit,
		CreationInfo: &spdx.CreationInfo{Created: r.Date.Format("2006-01-02T15:04:05Z"),
			Creators: []common.Creator{{CreatorType: "Tool", Creator: "tvslab-packaging-" + r.Version}}}}
	doc.Packages = append(doc.Packages, &spdx.Package{PackageName: "tvslab", PackageSPDXIdentifier: self, PackageVersion: r.Version,
		PackageDownloadLocation: Unknown, PackageLicenseConcluded: "Apache-2.0", PackageLicenseDeclared: "Apache-2.0", PackageCopyrightText: Unknown,
		PrimaryPackagePurpose: "APPLICATION", PackageComment: "commit " + r.Commit,
		PackageExternalReferences: reference("pkg:generic/tvslab@" + strings.ReplaceAll(r.Version, "+", "%2B"))})
	relate := func(a common.ElementID, kind string, b common.ElementID) {
		doc.Relationships = append(doc.Relationships, &spdx.Relationship{RefA: common.MakeDocElementID("", string(a)), Relationship: kind, RefB: common.MakeDocElementID("", string(b))})
	}
	relate("DOCUMENT", common.TypeRelationshipDescribe, self)
	for _, p := range parts {
		doc.Packages = append(doc.Packages, p.spdx())
		relate(self, common.TypeRelationshipStaticLink, p.id())
	}
	for _, p := range programs {
		f, err := p.spdx()
		if err != nil {
			return nil, err
		}
		doc.Files = append(doc.Files, f)
		relate(f.FileSPDXIdentifier, common.TypeRelationshipGeneratedFrom, self)
	}
	var out bytes.Buffer
	if err := spdxjson.Write(doc, &out, spdxjson.Indent("  ")); err != nil {
		return nil, fmt.Errorf("bill of materials: %w", err)
	}
	return out.Bytes(), valid(out.Bytes())
}

// valid reports what is wrong with a document: what the reader refuses, and relationships of what it does not hold.
func valid(text []byte) error {
	doc, err := spdxjson.Read(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("bill of materials: %w", err)
	}
	if err := spdxlib.ValidateDocument(doc); err != nil {
		return fmt.Errorf("bill of materials: %w", err)
	}
	return nil
}

var noID = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

func (p *Part) id() common.ElementID {
	return common.ElementID("part-" + noID.ReplaceAllString(p.Name, "-"))
}

func (p *Part) spdx() *spdx.Package {
	comment := "linked in: " + strings.Join(p.In, ", ")
	if p.Sum != "" {
		comment += "; go.sum " + p.Sum
	}
	return &spdx.Package{PackageName: p.Name, PackageSPDXIdentifier: p.id(), PackageVersion: p.Version, PackageDownloadLocation: Unknown,
		PackageLicenseConcluded: Unknown, PackageLicenseDeclared: p.Licence, PackageCopyrightText: Unknown, PrimaryPackagePurpose: "LIBRARY",
		PackageComment: comment, PackageExternalReferences: reference(p.URL)}
}

func reference(purl string) []*spdx.PackageExternalReference {
	return []*spdx.PackageExternalReference{{Category: "PACKAGE-MANAGER", RefType: "purl", Locator: purl}}
}

func (p Program) spdx() (*spdx.File, error) {
	body, err := os.ReadFile(p.File)
	if err != nil {
		return nil, fmt.Errorf("bill of materials: %w", err)
	}
	one, two := sha1.Sum(body), sha256.Sum256(body) //nolint:gosec
	name := "./" + strings.ReplaceAll(p.System, "/", "-") + "/" + filepath.Base(p.File)
	return &spdx.File{FileName: name, FileSPDXIdentifier: common.ElementID("program-" + strings.ReplaceAll(p.System, "/", "-")), FileTypes: []string{"BINARY"},
		Checksums:        []common.Checksum{{Algorithm: common.SHA1, Value: hex.EncodeToString(one[:])}, {Algorithm: common.SHA256, Value: hex.EncodeToString(two[:])}},
		LicenseConcluded: Unknown, LicenseInfoInFiles: []string{Unknown}, FileCopyrightText: Unknown}, nil
}
