// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountWord} from "./AccountWord.sol";
import {ProfileWord} from "./ProfileWord.sol";
import {MemoryTable} from "./MemoryTable.sol";

/// @notice An account of a batch: its word with running balances, its profile and what skipped trades kept from it (`Taint`).
/// @dev The memory address of its fields, a word each, in the order of the constants below.
type AccountEntry is uint256;

using AccountEntryLib for AccountEntry global;

/// @title Fields of `AccountEntry`
library AccountEntryLib {
    uint256 internal constant SIZE = 5 * 32;

    uint256 private constant ACCOUNT = 0 * 32;
    uint256 private constant SLOT = 1 * 32;
    uint256 private constant WORD = 2 * 32;
    uint256 private constant PROFILE = 3 * 32;
    uint256 private constant TAINT = 4 * 32;

    function account(AccountEntry self) internal pure returns (address) {
        return MemoryTable.loadAddress(AccountEntry.unwrap(self), ACCOUNT);
    }

    function setAccount(AccountEntry self, address value) internal pure {
        MemoryTable.store(AccountEntry.unwrap(self), ACCOUNT, uint160(value));
    }

    /// @dev Where its word is stored.
    function slot(AccountEntry self) internal pure returns (uint256) {
        return MemoryTable.load(AccountEntry.unwrap(self), SLOT);
    }

    function setSlot(AccountEntry self, uint256 value) internal pure {
        MemoryTable.store(AccountEntry.unwrap(self), SLOT, value);
    }

    function word(AccountEntry self) internal pure returns (AccountWord) {
        return AccountWord.wrap(MemoryTable.load(AccountEntry.unwrap(self), WORD));
    }

    function setWord(AccountEntry self, AccountWord value) internal pure {
        MemoryTable.store(AccountEntry.unwrap(self), WORD, AccountWord.unwrap(value));
    }

    function profile(AccountEntry self) internal pure returns (ProfileWord) {
        return ProfileWord.wrap(MemoryTable.load(AccountEntry.unwrap(self), PROFILE));
    }

    function setProfile(AccountEntry self, ProfileWord value) internal pure {
        MemoryTable.store(AccountEntry.unwrap(self), PROFILE, ProfileWord.unwrap(value));
    }

    function taint(AccountEntry self) internal pure returns (uint256) {
        return MemoryTable.load(AccountEntry.unwrap(self), TAINT);
    }

    function setTaint(AccountEntry self, uint256 value) internal pure {
        MemoryTable.store(AccountEntry.unwrap(self), TAINT, value);
    }

    /// @notice Memory address of the running word.
    function wordLocation(AccountEntry self) internal pure returns (uint256) {
        unchecked {
            return AccountEntry.unwrap(self) + WORD; // An address in memory.
        }
    }
}
