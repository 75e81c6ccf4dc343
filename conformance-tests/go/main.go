// Checks a ledger's directory with Go's own transparency log packages, which know nothing of ours:
// the checkpoint's signature, every entry against the tiles, an older checkpoint, proof files.
//
//	ledger [-older CHECKPOINT] [-cosigner KEY] DIR KEY [PROOF...]
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	older := flag.String("older", "", "a checkpoint that was kept before")
	cosigner := flag.String("cosigner", "", "a key that has to have cosigned the checkpoint")
	flag.Parse()
	if err := verify(flag.Arg(0), flag.Arg(1), *older, *cosigner, flag.Args()[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func verify(dir, key, older, cosigner string, proofs []string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := head(text, verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	hashes := tlog.TileHashReader(tree, tiles{dir})
	if err := entries(dir, tree, hashes); err != nil {
		return err
	}
	if older != "" {
		if err := extends(older, verifier, tree, hashes); err != nil {
			return fmt.Errorf("older checkpoint: %w", err)
		}
	}
	if cosigner != "" {
		cosignature, err := newCosigner(cosigner)
		if err != nil {
			return err
		}
		if _, err := note.Open(text, note.VerifierList(cosignature)); err != nil {
			return fmt.Errorf("cosignature: %w", err)
		}
	}
	for _, proof := range proofs {
		if err := included(proof, dir, verifier); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(proof), err)
		}
	}
	fmt.Printf("%d entries, root %s\n", tree.N, tree.Hash)
	return nil
}

// head opens a checkpoint (c2sp.org/tlog-checkpoint).
func head(text []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("is not of the form origin, size, root")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// tiles reads the layout of c2sp.org/tlog-tiles, which leaves the height out of the path.
type tiles struct{ dir string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, 0, len(wanted))
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(path)))
		if err != nil {
			return nil, err
		}
		read = append(read, data)
	}
	return read, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// bundle reads the entries of one bundle: uint16 length, bytes.
func bundle(dir string, number, size int64) ([][]byte, error) {
	width := int64(256)
	if rest := size - number*256; rest < width {
		width = rest
	}
	tile := tlog.Tile{H: 8, L: -1, N: number, W: int(width)}
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	var all [][]byte
	for len(data) >= 2 {
		end := 2 + int(binary.BigEndian.Uint16(data))
		if end > len(data) {
			return nil, fmt.Errorf("%s: ends within an entry", path)
		}
		all = append(all, data[2:end])
		data = data[end:]
	}
	if int64(len(all)) != width || len(data) != 0 {
		return nil, fmt.Errorf("%s: does not hold %d entries", path, width)
	}
	return all, nil
}

// entries proves every entry under the signed root.
func entries(dir string, tree tlog.Tree, hashes tlog.HashReader) error {
	for number := int64(0); number*256 < tree.N; number++ {
		all, err := bundle(dir, number, tree.N)
		if err != nil {
			return err
		}
		for i, entry := range all {
			index := number*256 + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
		}
	}
	return nil
}

func extends(file string, verifier note.Verifier, tree tlog.Tree, hashes tlog.HashReader) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	old, err := head(text, verifier)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

// included checks a proof file (c2sp.org/tlog-proof) of an entry that the directory holds.
func included(file, dir string, verifier note.Verifier) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	lines, checkpoint, found := strings.Cut(string(text), "\n\n")
	rows := strings.Split(lines, "\n")
	if !found || len(rows) < 2 || rows[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("is no proof file")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(rows[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	tree, err := head([]byte(checkpoint), verifier)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, row := range rows[2:] {
		hash, err := tlog.ParseHash(row)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	all, err := bundle(dir, index/256, tree.N)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(all[index%256]))
}

// cosigner verifies c2sp.org/tlog-cosignature signatures of type 0x04.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("a cosigner's key is name+id+key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, fmt.Errorf("a cosigner's key is of type 0x04")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	return cosigner{parts[0], binary.BigEndian.Uint32(sum[:]), key[1:]}, nil
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }

func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}
