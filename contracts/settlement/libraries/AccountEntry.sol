// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountWord} from "./AccountWord.sol";
import {ProfileWord} from "./ProfileWord.sol";
import {MemoryTable} from "./MemoryTable.sol";

/// @notice An account of a batch: its word with running balances, its profile and what skipped trades kept from it (`Taint`).
/// @dev The memory address of its fields, a word each, in the order of the constants below. The running word comes first, so that the
/// entry is also the address of the lanes 0 and 1.
type AccountEntry is uint256;

using AccountEntryLib for AccountEntry global;

/// @title Fields of `AccountEntry`
library AccountEntryLib {
    uint256 internal constant SIZE = 4 * 32;
    uint256 internal constant SIZE_SHIFT = 7;

    uint256 private constant WORD = 0 * 32;
    uint256 private constant PROFILE = 1 * 32;
    uint256 private constant ACCOUNT = 2 * 32;
    uint256 private constant SLOT = 3 * 32;
    /// @dev In the spare bits of the profile, whose copy in memory is never written back.
    uint256 private constant TAINT_AT = 251;

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

    function account(AccountEntry self) internal pure returns (address) {
        return MemoryTable.loadAddress(AccountEntry.unwrap(self), ACCOUNT);
    }

    /// @notice The account as a number, which needs no cleaning.
    function id(AccountEntry self) internal pure returns (uint256) {
        return MemoryTable.load(AccountEntry.unwrap(self), ACCOUNT);
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

    function taint(AccountEntry self) internal pure returns (uint256) {
        return ProfileWord.unwrap(profile(self)) >> TAINT_AT;
    }

    function addTaint(AccountEntry self, uint256 value) internal pure {
        setProfile(self, ProfileWord.wrap(ProfileWord.unwrap(profile(self)) | (value << TAINT_AT)));
    }
}
